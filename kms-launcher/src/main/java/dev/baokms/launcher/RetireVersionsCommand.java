package dev.baokms.launcher;

import dev.baokms.launcher.Report.Format;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.state.StateFile;
import dev.baokms.launcher.state.StatePlan;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "retire-versions",
        description = "Plan, then apply: versions that never decrypt again here. Stop the daemon first; OpenBao is not"
                + " asked.",
        mixinStandardHelpOptions = true)
final class RetireVersionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private PlanOptions plan;

    @Option(
            names = "--before-version",
            required = true,
            paramLabel = "N",
            description = "The lowest version that stays.")
    private int version;

    @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}", defaultValue = "text")
    private Format output;

    @Override
    public Integer call() throws ConfigException, IOException {
        Settings settings =
                Settings.of(options.read(System.getenv()), BuildInfo.load().version());
        var report = new Report(spec.name());
        try (StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint())) {
            plan.carryOut(
                    StatePlan.retireBefore(version, state), report, (planned, hash) -> planned.apply(state, hash));
        }
        return report.print(spec.commandLine().getOut(), output);
    }
}
