package dev.baokms.daemon.serve;

import dev.baokms.telemetry.Metrics;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Values from the daemon's surroundings that its metrics show.
 *
 * @param droppedLogLines how many lines were lost since the start
 * @param stateLockHeld whether the lock keeps other processes from opening the state
 */
record ProcessGauges(LongSupplier droppedLogLines, BooleanSupplier stateLockHeld) {
    /** For a command, which loses no line and holds no state. */
    static final ProcessGauges NONE = new ProcessGauges(() -> 0, () -> false);

    void register(Metrics metrics) {
        metrics.counter("openbao_kms_log_lines_dropped", droppedLogLines);
        metrics.gauge("openbao_kms_state_lock_held", () -> stateLockHeld.getAsBoolean() ? 1 : 0);
    }
}
