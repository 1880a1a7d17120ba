package dev.baokms.lab;

import java.io.IOException;
import java.time.Duration;

/** Repeats a check until it holds or the time is over. */
interface LabClock {
    /** A condition to check. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits between two checks. */
    void pause() throws InterruptedException;

    /** Returns the time since a fixed moment. */
    Duration now();

    /** @return whether the condition held before the time was over; it is checked at least once */
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

    /** Returns the clock of this process. */
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
