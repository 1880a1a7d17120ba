package dev.baokms.daemon.serve;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a request that found trouble shorten the prober's sleep. Many signals before the next wait count as one. */
final class ProbeTrigger {
    private final Semaphore signals = new Semaphore(0);

    void signal() {
        signals.release();
    }

    /** Returns after the time, or sooner when signalled. */
    void await(Duration time) throws InterruptedException {
        if (signals.tryAcquire(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
            signals.drainPermits();
        }
    }
}
