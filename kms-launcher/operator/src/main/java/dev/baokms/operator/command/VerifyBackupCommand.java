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

@Command(
        name = "verify-backup",
        description =
                "Prove that this OpenBao opens every encrypted object of a snapshot of etcd: each seed is unwrapped"
                    + " once, with every check that a daemon makes, and each object opened here. Names what would be"
                    + " lost; shows no content and changes nothing.",
        mixinStandardHelpOptions = true)
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
            description = "Snapshot of etcd, or the .zip of one from k3s or RKE2.")
    private Path snapshot;

    @Option(
            names = "--stopped-member",
            description = "The snapshot is the db of a member that was stopped cleanly, without a hash at its end.")
    private boolean stoppedMember;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Most seeds that OpenBao is asked to unwrap in a second; default ${DEFAULT-VALUE}.",
            defaultValue = "50")
    private int rate;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Keep a list of the proven seeds in this file, of mode 0600, and continue from it when it is"
                    + " there. It must be of the same snapshot and the same key.")
    private Optional<Path> journal = Optional.empty();

    @Option(names = "--all", description = "Name every object that would be lost, not the first ten of each reason.")
    private boolean all;

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw new ParameterException(spec.commandLine(), "need --rate from 1 to " + MOST_PER_SECOND);
        }
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        PrintWriter err = spec.commandLine().getErr();
        BooleanSupplier stopped = InterruptHandler.install(
                () -> err.println("stops; tries what was unwrapped. Once more ends it at once"));
        var line = output.progress();
        try (KeyAccess access = KeyAccess.of(settings, build, timeout.patience())) {
            access.stateProblem().ifPresent(problem -> err.println(PathText.printable("the state file " + problem)));
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
