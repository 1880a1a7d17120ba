package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a token lives from now on, by the server's rule: the period, else the increment asked for, else the role's time, and never
 * past the maximum counted from its issue.
 *
 * @param warnings what the server says when it gives less than asked
 */
record Lifetime(Duration ttl, List<String> warnings) {
    /** @param base what a renewal without increment gives */
    static Lifetime of(Duration base, Duration max, Duration period, Instant issued, Instant now) {
        if (!period.isZero()) {
            return new Lifetime(period, List.of());
        }
        Duration left = Duration.between(now, issued.plus(max));
        if (base.compareTo(left) <= 0) {
            return new Lifetime(base, List.of());
        }
        return new Lifetime(
                left,
                List.of("TTL of \"%s\" exceeded the effective max_ttl of \"%s\"; TTL value is capped accordingly"
                        .formatted(BaoDuration.format(base), BaoDuration.format(max))));
    }

    /** The least of those that are set; zero means not set. */
    static Duration least(Duration first, Duration... others) {
        return Stream.concat(Stream.of(first), Stream.of(others))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
