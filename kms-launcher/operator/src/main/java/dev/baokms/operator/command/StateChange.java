package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.CheckTitles;
import dev.baokms.state.StateFile;
import dev.baokms.state.StatePlan;
import java.io.IOException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** The common part of the commands that change a good state file without asking OpenBao. */
final class StateChange {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private PlanOptions plan;

    /** Evidence for a change from outside the state. */
    interface Grounds {
        /** Adds its findings to the report; false when the change must not be made. */
        boolean hold(Settings settings, StateFile state, CheckReport report);
    }

    /**
     * Opens the state, which works only while the daemon is stopped. Plans or applies the change and returns the exit
     * code.
     */
    int carryOut(ReportOptions output, Function<StateFile, StatePlan.Proposal> wish)
            throws ConfigException, IOException {
        return carryOut(output, wish, (settings, state, report) -> true);
    }

    /** Does the same, but only if the grounds hold. */
    int carryOut(ReportOptions output, Function<StateFile, StatePlan.Proposal> wish, Grounds grounds)
            throws ConfigException, IOException {
        Settings settings =
                Settings.of(options.read(System.getenv()), BuildInfo.load().version());
        CheckReport report = output.report();
        try (StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint())) {
            state.putBack().ifPresent(what -> report.add("registry.state", CheckTitles.MEMORY, Status.WARN, what));
            if (grounds.hold(settings, state, report)) {
                plan.carryOut(wish.apply(state), report, (planned, hash) -> planned.apply(state, hash));
            }
        }
        return output.print(report);
    }
}
