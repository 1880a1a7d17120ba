package dev.baokms.daemon.serve;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a request that met a failure shorten the prober's sleep. Several signals before the next wait count as one. */
final class ProbeTrigger {
    private final Semaphore signals = new Semaphore(0);

    void signal() {
        signals.release();
    }

    /** Returns after the given time, or sooner after a signal. */
    void await(Duration time) throws InterruptedException {
        if (signals.tryAcquire(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
            signals.drainPermits();
        }
    }
}
