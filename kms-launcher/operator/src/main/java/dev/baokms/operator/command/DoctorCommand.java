package dev.baokms.operator.command;

import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.doctor.Doctor;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.telemetry.JsonLogs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "doctor", description = CommandHelpTexts.DOCTOR, mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private ReportOptions output;

    @Option(
            names = "--encryption-config",
            paramLabel = "FILE",
            description = CommandHelpTexts.CHECKED_ENCRYPTION_CONFIG)
    private Optional<Path> encryptionConfig = Optional.empty();

    @Override
    public Integer call() {
        JsonLogs.install("error");
        CheckReport report = output.report();
        new Doctor(
                        () -> options.read(System.getenv()),
                        encryptionConfig,
                        BuildInfo.load(),
                        timeout.patience(),
                        output.progress())
                .examine(report);
        return output.print(report);
    }
}
