package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.daemon.serve.OpenBaoInspector;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.CheckTitles;
import dev.baokms.operator.report.RotationView;
import dev.baokms.operator.report.WaitText;
import dev.baokms.state.StateGlance;
import dev.baokms.telemetry.JsonLogs;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rotation-plan", description = CommandHelpTexts.ROTATION_PLAN, mixinStandardHelpOptions = true)
class RotationPlanCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

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
        var out = output.out();
        output.progress().say(CommandTexts.READS_KEY);
        Outcome<KeyMetadata> answer = OpenBaoInspector.readKey(settings, build, patience);
        output.progress().done();
        switch (answer) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                var view = new RotationView(
                        settings,
                        StateGlance.memory(settings.stateFile(), settings.key().fingerprint()),
                        read,
                        InstantSource.system().instant());
                view.judge(report);
                judge(settings, view, report);
                report.with("versions", view.rows());
                report.with("wait_seconds", view.mustWait().toSeconds());
                if (!output.json()) {
                    view.print(out);
                }
                if (output.forAPerson()) {
                    out.println();
                }
            }
            case Failed<KeyMetadata>(var failure) ->
                report.add(
                        "transit.metadata",
                        CheckTitles.KEY_METADATA,
                        Status.FAIL,
                        WaitText.of(failure, patience.longest()));
        }
        return output.print(report);
    }

    /** Adds this command's own checks of the versions to the report. */
    void judge(Settings settings, RotationView view, CheckReport report) {
        report.add(
                "rotation.pending",
                CommandTexts.WAITING_VERSIONS,
                Status.PASS,
                view.nextActivation().map(CommandTexts::nextBecomesActive).orElse(CommandTexts.NO_VERSION_WAITS));
    }
}
