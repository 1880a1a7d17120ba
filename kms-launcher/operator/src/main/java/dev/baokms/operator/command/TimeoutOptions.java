package dev.baokms.operator.command;

import dev.baokms.daemon.serve.Patience;
import dev.baokms.operator.report.WaitText;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** For commands that ask OpenBao: how long they wait, and how they report the wait. */
final class TimeoutOptions {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = CommandHelpTexts.OPENBAO_TIMEOUT,
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration timeout;

    Patience patience() {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new ParameterException(command.commandLine(), UsageTexts.TIMEOUT_RANGE);
        }
        return new Patience(timeout, waited -> CommandTree.progress(command).note(WaitText.waiting(waited, timeout)));
    }
}
