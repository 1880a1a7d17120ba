package dev.baokms.core.health;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.NotReady;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence we have that wrapping works, and what speaks against it. Immutable; judged against the clock on every Status, so a
 * prober that died makes Status stale rather than green.
 */
public final class Health {
    /** What the evidence is worth now. */
    public sealed interface Verdict {
        /** Fresh evidence, or a failure too young to show. */
        record Ok() implements Verdict {}

        /** @param failure what Status names while it keeps the last key_id */
        record Coasting(Failure failure) implements Verdict {}

        /** @param failure what Status fails with, so that the API server's lease ends writes */
        record Failing(Failure failure) implements Verdict {}
    }

    /** Nothing known yet. */
    public static final Health UNKNOWN = new Health(null, null, null);

    private final @Nullable Instant lastGood;
    private final @Nullable Failure failure;
    private final @Nullable Instant failingSince;

    private Health(@Nullable Instant lastGood, @Nullable Failure failure, @Nullable Instant failingSince) {
        this.lastGood = lastGood;
        this.failure = failure;
        this.failingSince = failingSince;
    }

    /** A probe proved that wrapping works. */
    public Health proved(Instant now) {
        return new Health(now, null, null);
    }

    /**
     * Live traffic proved it too. It does not end a failure: what failed may be another call than the one that worked, so only a
     * probe, which tries them all, may clear it.
     */
    public Health confirmed(Instant now) {
        return failure == null && lastGood != null ? new Health(now, null, null) : this;
    }

    /** Something failed; the first of a series sets the time from which grace counts. */
    public Health failed(Failure now, Instant at) {
        return new Health(lastGood, now, failingSince == null ? at : failingSince);
    }

    /** What fails now, if anything. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** When wrapping was last proved. */
    public Optional<Instant> lastGood() {
        return Optional.ofNullable(lastGood);
    }

    public Verdict verdict(HealthRules rules, Instant now) {
        if (failure != null && !failure.isTransient()) {
            return new Verdict.Failing(failure);
        }
        if (lastGood == null) {
            return new Verdict.Failing(failure != null ? failure : new NotReady(NotReady.Why.METADATA_UNVERIFIED));
        }
        if (olderThan(lastGood, rules.statusMaxStaleness(), now)) {
            return new Verdict.Failing(failure != null ? failure : new NotReady(NotReady.Why.STATUS_STALE));
        }
        if (failure == null || failingSince == null || !olderThan(failingSince, rules.failureGrace(), now)) {
            return new Verdict.Ok();
        }
        return rules.coast() ? new Verdict.Coasting(failure) : new Verdict.Failing(failure);
    }

    private static boolean olderThan(Instant then, Duration age, Instant now) {
        return Duration.between(then, now).compareTo(age) > 0;
    }
}
