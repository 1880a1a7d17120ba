package dev.baokms.core.health;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.key.DerivedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence that wrapping works, and any failure against it. Immutable; judged against the clock on every Status, so
 * when the prober dies, Status becomes stale and does not stay ok.
 */
public final class Health {
    /** Nothing known yet. */
    public static final Health UNKNOWN = new Health(null, null);

    /**
     * What fails now.
     *
     * @param failure the newest of the series
     * @param step where a probe met it; empty when live traffic did
     * @param since when the series began, from which grace counts
     */
    public record Trouble(Failure failure, Optional<ProbeStep> step, Instant since) {}

    private final @Nullable Instant lastGood;
    private final @Nullable Trouble trouble;

    private Health(@Nullable Instant lastGood, @Nullable Trouble trouble) {
        this.lastGood = lastGood;
        this.trouble = trouble;
    }

    /** A probe proved that wrapping works. */
    public Health proved(Instant now) {
        return new Health(now, null);
    }

    /**
     * Live traffic proved that wrapping works. This does not clear a failure: a different call may have failed, so only
     * a probe, which tries all calls, may clear it.
     */
    public Health confirmed(Instant now) {
        return trouble == null && lastGood != null ? new Health(now, null) : this;
    }

    /**
     * Something failed; the first of a series sets the time from which grace counts.
     *
     * @param step where a probe met it; empty for live traffic
     */
    public Health failed(Failure failure, Optional<ProbeStep> step, Instant at) {
        return new Health(lastGood, new Trouble(failure, step, trouble == null ? at : trouble.since));
    }

    /** What fails now, if anything. */
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** The failure of {@link #trouble}. */
    public Optional<Failure> failure() {
        return trouble().map(Trouble::failure);
    }

    /** When wrapping was last proved. */
    public Optional<Instant> lastGood() {
        return Optional.ofNullable(lastGood);
    }

    /** @param writeKey the key that Status names, if it may name one */
    public Verdict verdict(DerivedKey writeKey, HealthRules rules, Instant now) {
        if (trouble != null && !trouble.failure.isTransient()) {
            return new Verdict.Failing(trouble.failure);
        }
        if (lastGood == null) {
            return failing(NotReady.Why.METADATA_UNVERIFIED);
        }
        if (olderThan(lastGood, rules.statusMaxStaleness(), now)) {
            return failing(NotReady.Why.STATUS_STALE);
        }
        if (trouble == null || !olderThan(trouble.since, rules.failureGrace(), now)) {
            return new Verdict.Ok(writeKey);
        }
        return rules.coast() ? new Verdict.Coasting(writeKey, trouble.failure) : new Verdict.Failing(trouble.failure);
    }

    private Verdict failing(NotReady.Why unlessKnown) {
        return new Verdict.Failing(trouble != null ? trouble.failure : new NotReady(unlessKnown));
    }

    private static boolean olderThan(Instant then, Duration age, Instant now) {
        return Duration.between(then, now).compareTo(age) > 0;
    }
}
