package dev.baokms.dist.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Runs faster than the wall clock, so that an API server's minutes pass in seconds while real sockets answer. */
record FastClock(Instant begin, long beginNanos, int factor) implements InstantSource {
    static FastClock starting(int factor) {
        return new FastClock(Instant.now(), System.nanoTime(), factor);
    }

    @Override
    public Instant instant() {
        return begin.plus(Duration.ofNanos((System.nanoTime() - beginNanos) * factor));
    }
}
