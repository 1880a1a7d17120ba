package dev.baokms.operator.command;

import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.doctor.Doctor;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.telemetry.JsonLogs;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "verify-key", description = CommandHelpTexts.VERIFY_KEY, mixinStandardHelpOptions = true)
final class VerifyKeyCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() {
        JsonLogs.install("error");
        CheckReport report = output.report();
        new Doctor(
                        () -> options.read(System.getenv()),
                        Optional.empty(),
                        BuildInfo.load(),
                        timeout.patience(),
                        output.progress())
                .examineKey(report);
        return output.print(report);
    }
}
