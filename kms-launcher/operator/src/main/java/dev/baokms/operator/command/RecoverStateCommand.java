package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.daemon.serve.OpenBaoInspector;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.RotationView;
import dev.baokms.operator.report.WaitText;
import dev.baokms.state.StateRecovery;
import dev.baokms.telemetry.JsonLogs;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "recover-state",
        description =
                "Rebuild a lost or unusable state file from OpenBao's metadata and the configuration. Prints a plan;"
                        + " --apply carries it out. Stop the daemon first.",
        mixinStandardHelpOptions = true)
final class RecoverStateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private PlanOptions plan;

    @Option(
            names = "--expect-key-id",
            paramLabel = "ID",
            description = "Refuse unless this key_id, of an object in etcd, is among the recovered ones.")
    private Optional<String> expectedKeyId = Optional.empty();

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException {
        Patience patience = timeout.patience();
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        var report = output.report();
        switch (OpenBaoInspector.readKey(settings, build, patience)) {
            case Ok<KeyMetadata>(KeyMetadata read) -> recover(settings, read, report);
            case Failed<KeyMetadata>(var failure) ->
                report.add(
                        "transit.metadata",
                        "metadata of the key",
                        Status.FAIL,
                        WaitText.of(failure, patience.longest()));
        }
        return output.print(report);
    }

    private void recover(Settings settings, KeyMetadata read, CheckReport report) throws IOException {
        Instant now = InstantSource.system().instant();
        var view = new RotationView(settings, KeyringState.EMPTY, read, now);
        view.judge(report);
        report.with("versions", view.rows());
        if (!output.json()) {
            view.print(output.out());
        }
        if (expectedKeyId.isPresent() && !view.knows(expectedKeyId.get())) {
            report.add(
                    "key_id.deterministic",
                    "the expected key_id",
                    Status.FAIL,
                    "the expected key_id does not derive from this configuration and key; correct the identity fields"
                            + " first");
            return;
        }
        report.add(
                "registry.tombstones",
                "retired versions",
                Status.WARN,
                "which versions were retired cannot be derived: they decrypt again until they are retired again");
        try (StateRecovery recovery =
                StateRecovery.open(settings.stateFile(), settings.key().fingerprint())) {
            plan.carryOut(
                    recovery.plan(settings.key().scope(), settings.provider().rotation(), read, now),
                    report,
                    recovery::apply);
        }
    }
}
