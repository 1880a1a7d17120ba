package dev.baokms.transit.token;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing, jittered pauses between attempts that failed: 0.5 s doubling, each shortened by up to half, so that nodes do
 * not retry in step.
 */
final class RetryBackoff {
    /** The shortest time between two attempts, however many callers ask. */
    static final Duration FIRST = Duration.ofMillis(500);
    /** While callers have no token: OpenBao's return must be noticed within 5 s. */
    static final Duration SHORT = Duration.ofSeconds(5);
    /** While a token still lives, or while OpenBao refuses the credential: haste would gain nothing. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    RetryBackoff(RandomGenerator random) {
        this.random = random;
    }

    void reset() {
        failures = 0;
    }

    Duration next(Duration longest) {
        long full = Math.min(longest.toNanos(), FIRST.toNanos() << Math.min(failures, 10));
        failures++;
        return Duration.ofNanos(full - random.nextLong(full / 2 + 1));
    }
}
