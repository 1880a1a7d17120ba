package dev.baokms.core.port;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time one call may still take, login, retries and failover included. Shared by everything the call does. */
@FunctionalInterface
public interface Budget {
    /** What is left; zero or negative when spent. */
    Duration remaining();

    default boolean spent() {
        return !remaining().isPositive();
    }

    /**
     * Starts now.
     *
     * @param nanos a monotonic clock such as {@code System::nanoTime}; wall clocks step
     * @param total what may be spent
     */
    static Budget starting(LongSupplier nanos, Duration total) {
        long end = nanos.getAsLong() + total.toNanos();
        return () -> Duration.ofNanos(end - nanos.getAsLong());
    }
}
