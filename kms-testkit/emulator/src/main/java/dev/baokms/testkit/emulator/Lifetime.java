package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a token lives from now on, by the server's rule: the period, or else the requested time, or else the mount's
 * default, and never past the maximum counted from its issue.
 *
 * @param warnings the server's warnings when it gives less than requested
 */
record Lifetime(Duration ttl, List<String> warnings) {
    /**
     * @param asked zero when no time is requested
     * @param explicitMax the token's own maximum, whatever its role says now
     */
    static Lifetime of(Duration asked, TokenTerms terms, Duration explicitMax, Instant issued, Instant now) {
        if (!terms.period().isZero()) {
            return new Lifetime(terms.period(), List.of());
        }
        Duration base = asked.isPositive() ? asked : Tokens.MOUNT_MAX;
        Duration max = least(Tokens.MOUNT_MAX, terms.maxTtl(), explicitMax);
        Duration left = Duration.between(now, issued.plus(max));
        if (base.compareTo(left) <= 0) {
            return new Lifetime(base, List.of());
        }
        return new Lifetime(
                left,
                List.of("TTL of \"%s\" exceeded the effective max_ttl of \"%s\"; TTL value is capped accordingly"
                        .formatted(BaoDuration.format(base), BaoDuration.format(max))));
    }

    /** The least of the limits that are set. */
    static Duration least(Duration... limits) {
        return Stream.of(limits)
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
