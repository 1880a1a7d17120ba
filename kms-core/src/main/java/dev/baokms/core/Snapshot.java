package dev.baokms.core;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.keyring.Keyring;
import java.time.Instant;

/**
 * Everything a request needs to know, published as one reference and read once per request (I4).
 *
 * @param keyring the versions and which one writes
 * @param health the evidence that it works
 * @param persistenceDegraded whether the last attempt to save what must survive a restart failed
 */
public record Snapshot(Keyring keyring, Health health, boolean persistenceDegraded) {
    Snapshot with(Keyring other) {
        return new Snapshot(other, health, persistenceDegraded);
    }

    Snapshot with(Health other) {
        return new Snapshot(keyring, other, persistenceDegraded);
    }

    Snapshot degraded(boolean other) {
        return new Snapshot(keyring, health, other);
    }

    /**
     * The version to wrap with, or why nothing may be wrapped: an unsafe key, a fatal failure, or nothing known
     * yet.
     */
    public Outcome<DerivedKey> writeKey() {
        if (keyring.alarm().isPresent()) {
            return Outcome.failed(keyring.alarm().get());
        }
        // A transient failure does not stop wrapping: the attempt itself shows whether it works again.
        if (health.failure().isPresent() && !health.failure().get().isTransient()) {
            return Outcome.failed(health.failure().get());
        }
        return keyring.active().map(Outcome::ok).orElseGet(() -> Outcome.failed(whyNotReady()));
    }

    /** The verdict on Status now; an error whenever there is no key to name or nothing may be wrapped with it. */
    public Verdict verdict(HealthRules rules, Instant now) {
        // Decrypts read metadata, too: one that looks for its key may be the first to see that the key is another one.
        if (keyring.alarm().isPresent()) {
            return new Verdict.Failing(keyring.alarm().get());
        }
        return keyring.active()
                .map(writeKey -> health.verdict(writeKey, rules, now))
                .orElseGet(() -> new Verdict.Failing(whyNotReady()));
    }

    Failure whyNotReady() {
        // A read was accepted, yet nothing is active: only the failed save can be the cause.
        if (persistenceDegraded && keyring.verified()) {
            return new NotReady(NotReady.Why.STATE_SAVE_FAILED);
        }
        return health.failure().orElseGet(() -> new NotReady(NotReady.Why.METADATA_UNVERIFIED));
    }
}
