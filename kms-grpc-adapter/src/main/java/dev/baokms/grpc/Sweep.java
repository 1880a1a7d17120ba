package dev.baokms.grpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks after things again and again on the I/O thread, but only while there are things to look after. */
final class Sweep {
    private final ScheduledExecutorService ioThread;
    private final long periodNanos;
    private final BooleanSupplier look;
    private final ThrownErrors thrown;
    private boolean waiting;

    /** @param look returns whether there is still something to look after */
    Sweep(ScheduledExecutorService ioThread, Duration period, BooleanSupplier look, ThrownErrors thrown) {
        this.ioThread = ioThread;
        this.periodNanos = period.toNanos();
        this.look = look;
        this.thrown = thrown;
    }

    /** There is something to look after. On the I/O thread only. */
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
        } catch (Throwable bug) { // A sweep that ends leaves calls without an answer.
            thrown.caught(bug);
        }
        if (more) {
            wake();
        }
    }
}
