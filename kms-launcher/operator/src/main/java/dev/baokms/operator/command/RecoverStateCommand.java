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
import dev.baokms.operator.report.CheckTitles;
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

@Command(name = "recover-state", description = CommandHelpTexts.RECOVER_STATE, mixinStandardHelpOptions = true)
final class RecoverStateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private PlanOptions plan;

    @Option(names = "--expect-key-id", paramLabel = "ID", description = CommandHelpTexts.RECOVER_STATE_EXPECT_KEY_ID)
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
                        CheckTitles.KEY_METADATA,
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
                    "key_id.deterministic", CommandTexts.EXPECTED_KEY_ID, Status.FAIL, CommandTexts.KEY_ID_NOT_DERIVED);
            return;
        }
        report.add("registry.tombstones", CommandTexts.RETIRED_VERSIONS, Status.WARN, CommandTexts.RETIRED_UNKNOWN);
        try (StateRecovery recovery =
                StateRecovery.open(settings.stateFile(), settings.key().fingerprint())) {
            plan.carryOut(
                    recovery.plan(settings.key().scope(), settings.provider().rotation(), read, now),
                    report,
                    recovery::apply);
        }
    }
}
