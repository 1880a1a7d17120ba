package dev.baokms.transit.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {
    @Property
    void pauses_growToTheLongestAndAreJitteredByHalf(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int failures) {
        var backoff = new RetryBackoff(new Random(seed));
        for (int i = 0; i < failures; i++) {
            backoff.next(RetryBackoff.LONG);
        }
        Duration full = Duration.ofMillis(Math.min(30_000, 500L << Math.min(failures, 10)));

        assertThat(backoff.next(RetryBackoff.LONG)).isBetween(full.dividedBy(2), full);
    }

    @Test
    void success_startsOver() {
        var backoff = new RetryBackoff(new Random(1));
        backoff.next(RetryBackoff.SHORT);
        backoff.next(RetryBackoff.SHORT);
        backoff.reset();

        assertThat(backoff.next(RetryBackoff.SHORT)).isLessThanOrEqualTo(RetryBackoff.FIRST);
    }
}
