package dev.baokms.transit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that other threads do. */
public final class Eventually {
    /** For a test that would otherwise hang. */
    static final Duration GUARD = Duration.ofSeconds(20);

    private Eventually() {}

    public static void comesTrue(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > GUARD.toNanos()) {
                throw new AssertionError("did not come true in " + GUARD);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
