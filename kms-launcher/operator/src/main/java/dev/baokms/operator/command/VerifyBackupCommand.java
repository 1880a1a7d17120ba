package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.stored.OurKey;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.etcd.EtcdSources;
import dev.baokms.host.ExitCode;
import dev.baokms.host.InterruptHandler;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.disaster.BackupProof;
import dev.baokms.operator.disaster.BackupReport;
import dev.baokms.operator.disaster.KeyAccess;
import dev.baokms.operator.disaster.ProgressText;
import dev.baokms.telemetry.JsonLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "verify-backup", description = CommandHelpTexts.VERIFY_BACKUP, mixinStandardHelpOptions = true)
final class VerifyBackupCommand implements Callable<Integer> {
    private static final int MOST_PER_SECOND = 10_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            required = true,
            description = CommandHelpTexts.VERIFY_BACKUP_SNAPSHOT)
    private Path snapshot;

    @Option(names = "--stopped-member", description = CommandHelpTexts.STOPPED_MEMBER)
    private boolean stoppedMember;

    @Option(names = "--rate", paramLabel = "N", description = CommandHelpTexts.VERIFY_BACKUP_RATE, defaultValue = "50")
    private int rate;

    @Option(names = "--journal", paramLabel = "FILE", description = CommandHelpTexts.VERIFY_BACKUP_JOURNAL)
    private Optional<Path> journal = Optional.empty();

    @Option(names = "--all", description = CommandHelpTexts.VERIFY_BACKUP_ALL)
    private boolean all;

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw new ParameterException(spec.commandLine(), UsageTexts.rateRange(MOST_PER_SECOND));
        }
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        PrintWriter err = spec.commandLine().getErr();
        BooleanSupplier stopped = InterruptHandler.install(() -> err.println(CommandTexts.STOPPING));
        var line = output.progress();
        try (KeyAccess access = KeyAccess.of(settings, build, timeout.patience())) {
            access.stateProblem()
                    .ifPresent(problem -> err.println(PathText.printable(CommandTexts.stateFile(problem))));
            var proof = new BackupProof(
                    OurKey.named(settings.key().scope().providerName()),
                    settings.key().fingerprint(),
                    access,
                    new BackupProof.Wish(rate, all, journal),
                    stopped,
                    new ProgressText(line, System::nanoTime),
                    InstantSource.system());
            return switch (proof.run(EtcdSources.file(snapshot, stoppedMember))) {
                case BackupProof.Result.Refused(String problem) -> {
                    err.println(PathText.printable(problem));
                    yield ExitCode.CHECK_FAILED;
                }
                case BackupProof.Result.Done(BackupReport report) -> {
                    report.print(
                            output.out(),
                            output.json(),
                            access.addresses(),
                            InstantSource.system().instant(),
                            build.version());
                    yield report.exitCode();
                }
            };
        }
    }
}
