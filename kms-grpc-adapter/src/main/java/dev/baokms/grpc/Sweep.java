package dev.baokms.grpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs a check periodically on the I/O thread, but only while there is something to check. */
final class Sweep {
    private final ScheduledExecutorService ioThread;
    private final long periodNanos;
    private final BooleanSupplier look;
    private final ThrownErrors thrown;
    private boolean waiting;

    /** @param look returns whether there is still something to check */
    Sweep(ScheduledExecutorService ioThread, Duration period, BooleanSupplier look, ThrownErrors thrown) {
        this.ioThread = ioThread;
        this.periodNanos = period.toNanos();
        this.look = look;
        this.thrown = thrown;
    }

    /** Starts the sweep if it is not running. Only on the I/O thread. */
    void wake() {
        if (!waiting) {
            waiting = true;
            Future<?> unused = ioThread.schedule(this::run, periodNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void run() {
        waiting = false;
        boolean more = true;
        try {
            more = look.getAsBoolean();
        } catch (Throwable bug) { // If the sweep ended, calls would stay without an answer.
            thrown.caught(bug);
        }
        if (more) {
            wake();
        }
    }
}
