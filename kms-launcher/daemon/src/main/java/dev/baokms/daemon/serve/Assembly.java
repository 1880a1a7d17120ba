package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.core.port.Survivor;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.SavedState;
import dev.baokms.state.StateFile;
import dev.baokms.telemetry.Log;
import java.util.function.LongSupplier;

/** Puts a daemon together, for whatever runs one. */
public final class Assembly {
    private Assembly() {}

    /**
     * A daemon whose log lines are written as they come, so that none is lost.
     *
     * @param state stays open for as long as the daemon runs, and is closed after it
     */
    public static Daemon daemon(Settings settings, BuildInfo build, StateFile state) {
        return daemon(settings, build, state, Survivor.NONE);
    }

    /**
     * As {@link #daemon(Settings, BuildInfo, StateFile)}.
     *
     * @param survivor memory that outlives the process
     */
    public static Daemon daemon(Settings settings, BuildInfo build, StateFile state, Survivor survivor) {
        return daemon(settings, build, state, survivor, () -> 0);
    }

    /** @param droppedLogLines how many lines its log has lost */
    static Daemon daemon(
            Settings settings, BuildInfo build, StateFile state, Survivor survivor, LongSupplier droppedLogLines) {
        var store = new SavedState(
                state,
                problem -> Log.error(ServeTexts.STATE_CANNOT_BE_WRITTEN)
                        .with("detail", problem)
                        .write());
        var seeds = state.seeds(problem -> Log.warn(ServeTexts.SEEDS_CANNOT_BE_USED)
                .with("detail", problem)
                .write());
        return DaggerDaemonComponent.factory()
                .create(
                        settings,
                        new CallLimit(
                                settings.transit().timeout(), settings.transit().loginTimeout()),
                        build,
                        state.memory(),
                        store,
                        seeds,
                        survivor,
                        new ProcessGauges(droppedLogLines, state::isLocked))
                .daemon();
    }
}
