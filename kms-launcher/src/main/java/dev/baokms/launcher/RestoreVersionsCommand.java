package dev.baokms.launcher;

import dev.baokms.launcher.Report.Format;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.state.StateFile;
import dev.baokms.launcher.state.StatePlan;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore-versions",
        description =
                "Plan, then apply: retired versions that decrypt again. Stop the daemon first; OpenBao is not asked.",
        mixinStandardHelpOptions = true)
final class RestoreVersionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private PlanOptions plan;

    @Option(
            names = "--versions",
            required = true,
            paramLabel = "N",
            split = ",",
            description = "Retired versions, such as 1,2.")
    private List<Integer> versions;

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
                    StatePlan.restore(new TreeSet<>(versions), state),
                    report,
                    (planned, hash) -> planned.apply(state, hash));
        }
        return report.print(spec.commandLine().getOut(), output);
    }
}
