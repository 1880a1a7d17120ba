package dev.baokms.daemon.serve;

import dev.baokms.telemetry.Log;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The single thread that probes for as long as the daemon serves. */
final class ProbeLoop implements AutoCloseable {
    /** A burst of failing requests must not become a burst of probes. */
    private static final Duration SPACING = Duration.ofMillis(500);
    /** Bounds the sleep, so that a stepped clock is noticed. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private static final Duration LONGEST_FINISH = Duration.ofSeconds(1);

    private final Supplier<Instant> step;
    private final Runnable finish;
    private final ProbeTrigger wake;
    private final InstantSource clock;
    private final Thread thread;

    /**
     * @param step runs one probe and returns the time of the next
     * @param finish runs after the last probe, on the thread that closes
     */
    ProbeLoop(Supplier<Instant> step, Runnable finish, ProbeTrigger wake, InstantSource clock) {
        this.step = step;
        this.finish = finish;
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
            // close() interrupts this thread, which has nothing to release.
        }
    }

    private Instant probe() {
        try {
            return step.get();
        } catch (RuntimeException bug) {
            // If the prober ended, Status would go stale until a restart.
            Log.error(ServeTexts.PROBE_BROKE)
                    .with("error_class", bug.getClass().getSimpleName())
                    .write();
            return clock.instant().plus(SPACING);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            // Not in run(): the interrupt stays in effect for a moment and would close the file that finish writes.
            if (thread.getState() != Thread.State.NEW && thread.join(LONGEST_FINISH)) {
                finish.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
