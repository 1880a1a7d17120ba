package dev.baokms.transit.token;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides whether a denial by policy deserves a fresh login. New policies of a role reach only new tokens, so one login
 * is worth a try; but a policy denies every call, and a login for each would flood OpenBao with tokens. Not safe for
 * threads.
 */
final class ReloginThrottle {
    private static final Duration BETWEEN_LOGINS = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private long replaced;
    private long replacedAt;

    ReloginThrottle(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param generation the token's, 1 or more; concurrent callers that were denied with one token share its login */
    boolean allows(long generation) {
        if (replaced == generation) {
            return true;
        }
        long now = nanos.getAsLong();
        if (replaced > 0 && now - replacedAt < BETWEEN_LOGINS.toNanos()) {
            return false;
        }
        replaced = generation;
        replacedAt = now;
        return true;
    }
}
