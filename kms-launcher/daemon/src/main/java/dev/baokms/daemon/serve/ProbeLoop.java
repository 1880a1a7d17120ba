package dev.baokms.daemon.serve;

import dev.baokms.telemetry.Log;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The one thread that probes, for as long as the daemon serves. */
final class ProbeLoop implements AutoCloseable {
    /** A burst of failing requests must not become a burst of probes. */
    private static final Duration SPACING = Duration.ofMillis(500);
    /** Bounds the sleep, so that a stepped clock is noticed. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private final Supplier<Instant> step;
    private final ProbeTrigger wake;
    private final InstantSource clock;
    private final Thread thread;

    /** @param step one probe; gives the time of the next */
    ProbeLoop(Supplier<Instant> step, ProbeTrigger wake, InstantSource clock) {
        this.step = step;
        this.wake = wake;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("kms-probe").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Instant next = probe();
                Thread.sleep(SPACING);
                Duration sleep = Duration.between(clock.instant(), next);
                wake.await(sleep.compareTo(LONGEST_SLEEP) < 0 ? sleep : LONGEST_SLEEP);
            }
        } catch (InterruptedException stopped) {
            // close() asks for it; there is nothing to put away.
        }
    }

    private Instant probe() {
        try {
            return step.get();
        } catch (RuntimeException bug) {
            // A prober that ends would let Status go stale with nobody to mend it.
            Log.error("a probe ended in an unexpected exception; please report it")
                    .with("error_class", bug.getClass().getSimpleName())
                    .write();
            return clock.instant().plus(SPACING);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
