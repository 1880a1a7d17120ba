package dev.baokms.launcher;

import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.launcher.Report.Status;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.JsonLogs;
import dev.baokms.launcher.run.KeyReading;
import dev.baokms.launcher.run.UnsafeStartException;
import dev.baokms.launcher.state.StateFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "rotation-plan",
        description =
                "The versions of the key, which one writes and when the next one will, and how long to wait after a"
                        + " rotation.",
        mixinStandardHelpOptions = true)
class RotationPlanCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException {
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        JsonLogs.install("error");
        var report = output.report();
        var out = output.out();
        switch (KeyReading.of(settings, build)) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                var view = new RotationView(
                        settings,
                        StateFile.peek(settings.stateFile(), settings.key().fingerprint()),
                        read,
                        InstantSource.system().instant());
                view.judge(report);
                judge(settings, view, report);
                report.with("versions", view.rows());
                report.with("wait_seconds", view.mustWait().toSeconds());
                if (!output.json()) {
                    view.print(out);
                }
            }
            case Failed<KeyMetadata>(var failure) ->
                report.add("transit.metadata", "metadata of the key", Status.fail, failure.text());
        }
        return output.print(report);
    }

    /** What this command wants to know of the versions. */
    void judge(Settings settings, RotationView view, Report report) {
        report.add(
                "rotation.pending",
                "versions that wait to become active",
                Status.pass,
                view.nextActivation()
                        .map(at -> "the next one becomes active at " + at)
                        .orElse("none"));
    }
}
