package dev.baokms.core.port;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time that one call may still take, including login, retries and failover. Everything the call does shares it. */
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
