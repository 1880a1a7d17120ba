package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a token lives from now on, by the server's rule: the period, else the time asked for, else the mount's, and never past the
 * maximum counted from its issue.
 *
 * @param warnings what the server says when it gives less than asked
 */
record Lifetime(Duration ttl, List<String> warnings) {
    /**
     * @param asked zero for no wish
     * @param explicitMax of the token, whatever its role says now
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

    /** The least of those that are set. */
    static Duration least(Duration... limits) {
        return Stream.of(limits)
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
