package dev.baokms.lab;

import java.io.IOException;
import java.time.Duration;

/** Looks again and again. The only place of the lab that knows time. */
interface LabClock {
    /** What is looked at. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Passes on the way. */
    void pause() throws InterruptedException;

    /** Time since any fixed moment. */
    Duration now();

    /** @return whether it held before the time was over; looked at once at least */
    default boolean until(Duration most, Condition condition) throws IOException, InterruptedException {
        Duration end = now().plus(most);
        while (!condition.holds()) {
            if (now().compareTo(end) >= 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** By the clock of this process. */
    static LabClock real() {
        return new LabClock() {
            private static final long PAUSE_MILLIS = 500;

            @Override
            public void pause() throws InterruptedException {
                Thread.sleep(PAUSE_MILLIS);
            }

            @Override
            public Duration now() {
                return Duration.ofNanos(System.nanoTime());
            }
        };
    }
}
