package dev.baokms.launcher;

import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.launcher.Report.Status;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.JsonLogs;
import dev.baokms.launcher.run.KeyReading;
import dev.baokms.launcher.run.UnsafeStartException;
import dev.baokms.launcher.state.StateRecovery;
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
                "Plan, then apply: rebuild a lost or unusable state file from OpenBao's metadata and the configuration."
                        + " Stop the daemon first.",
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
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException {
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        var report = output.report();
        switch (KeyReading.of(settings, build)) {
            case Ok<KeyMetadata>(KeyMetadata read) -> recover(settings, read, report);
            case Failed<KeyMetadata>(var failure) ->
                report.add("transit.metadata", "metadata of the key", Status.fail, failure.text());
        }
        return output.print(report);
    }

    private void recover(Settings settings, KeyMetadata read, Report report) throws IOException {
        Instant now = InstantSource.system().instant();
        var view = new RotationView(settings, KeyringMemory.EMPTY, read, now);
        view.judge(report);
        report.with("versions", view.rows());
        if (!output.json()) {
            view.print(output.out());
        }
        if (expectedKeyId.isPresent() && !view.knows(expectedKeyId.get())) {
            report.add(
                    "key_id.deterministic",
                    "the expected key_id",
                    Status.fail,
                    "does not derive from this configuration and key; correct the identity fields first");
            return;
        }
        report.add(
                "registry.tombstones",
                "retired versions",
                Status.warn,
                "cannot be derived: what was retired decrypts again until it is retired again");
        try (StateRecovery recovery =
                StateRecovery.open(settings.stateFile(), settings.key().fingerprint())) {
            plan.carryOut(
                    recovery.plan(settings.key().scope(), settings.provider().rotation(), read, now),
                    report,
                    recovery::apply);
        }
    }
}
