package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.core.port.Survivor;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.SavedState;
import dev.baokms.state.StateFile;
import dev.baokms.telemetry.Log;
import java.util.function.LongSupplier;

/** Assembles a daemon from its parts, for the program and for tests. */
public final class Assembly {
    private Assembly() {}

    /**
     * Returns a daemon that writes its log lines without a queue, so that none is lost.
     *
     * @param state must stay open for as long as the daemon runs; the caller closes it afterwards
     */
    public static Daemon daemon(Settings settings, BuildInfo build, StateFile state) {
        return daemon(settings, build, state, Survivor.NONE);
    }

    /**
     * Does the same as {@link #daemon(Settings, BuildInfo, StateFile)}, with memory that outlives the process.
     *
     * @param survivor memory that outlives the process
     */
    public static Daemon daemon(Settings settings, BuildInfo build, StateFile state, Survivor survivor) {
        return daemon(settings, build, state, survivor, () -> 0);
    }

    /** @param droppedLogLines how many lines the daemon's log has lost */
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
