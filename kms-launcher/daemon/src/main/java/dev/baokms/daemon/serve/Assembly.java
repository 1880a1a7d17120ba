package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.SavedState;
import dev.baokms.state.StateFile;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.Log;

/** Puts a daemon together, for whatever runs one. */
public final class Assembly {
    private Assembly() {}

    /** @param state stays open for as long as the daemon runs, and is closed after it */
    public static Daemon daemon(Settings settings, BuildInfo build, StateFile state) {
        var store = new SavedState(
                state,
                problem -> Log.error("state file cannot be written")
                        .with("detail", problem)
                        .write());
        DaemonComponent component = DaggerDaemonComponent.factory().create(settings, build, state.memory(), store);
        component.metrics().gauge("openbao_kms_state_lock_held", () -> state.isLocked() ? 1 : 0);
        component.metrics().counter("openbao_kms_log_lines_dropped_total", JsonLogs::dropped);
        return component.daemon();
    }
}
