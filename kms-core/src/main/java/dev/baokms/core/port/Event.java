package dev.baokms.core.port;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.keyring.Keyring;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** What happened and is worth a log line or a metric. Carries hashes, versions and reason codes; never a secret. */
public sealed interface Event {
    /** Receives events on the thread that made them; must be quick and must not throw. */
    interface Sink extends Consumer<Event> {}

    /**
     * The version that Encrypt uses changed.
     *
     * @param version Transit version
     * @param keyIdHash hash of its key_id
     */
    record Activated(int version, String keyIdHash) implements Event {}

    /**
     * A new version was validated; it decrypts from now on.
     *
     * @param version Transit version
     * @param activation when it will become active
     */
    record VersionSeen(int version, Instant activation) implements Event {}

    /**
     * Health changed.
     *
     * @param verdict what Status is worth from now on
     */
    record HealthChanged(Verdict verdict) implements Event {}

    /**
     * A probe ended.
     *
     * @param last the step it ended with
     * @param failure why it was not good
     */
    record Probed(ProbeKind kind, ProbeStep last, Optional<Failure> failure) implements Event {}

    /** The two kinds of probe. */
    enum ProbeKind {
        /** One wrap with the latest version. */
        CHEAP,
        /** Reads everything, wraps and unwraps. */
        DEEP
    }

    /** A metadata read was accepted or refused by the rules of the keyring. */
    record MetadataObserved(Keyring.Observation meaning) implements Event {}

    /** A metadata read gave nothing to observe. */
    record MetadataReadFailed(Failure failure) implements Event {}

    /**
     * Decrypt refused a request before Transit was asked.
     *
     * @param failure why
     */
    record DecryptRefused(Failure failure) implements Event {}

    /**
     * The set of versions that Transit's minimum for decryption hides changed.
     *
     * @param versions those that are not retired and no longer decrypt; empty when all do again
     */
    record VersionsHidden(SortedSet<Integer> versions) implements Event {}

    /**
     * Transit refused a Decrypt because its minimum hides the version.
     *
     * @param version Transit version
     */
    record HiddenVersionAsked(int version) implements Event {}

    /** The next probe should come now instead of when it is due. */
    record ProbeWanted() implements Event {}

    /**
     * The durable part of the keyring cannot be saved: reported once, until a save succeeds again. The switch of the
     * write key waits for it.
     *
     * @param failure what the store said
     */
    record SaveFailed(Failure failure) implements Event {}

    /**
     * A Decrypt was answered from a held seed, without asking Transit.
     *
     * @param version Transit version of the seed
     */
    record HeldAnswered(int version) implements Event {}

    /** What is asked for in an outage. */
    enum Asked {
        ENCRYPT,
        DECRYPT
    }

    /**
     * A request was answered in an outage, with what this process holds.
     *
     * @param asked which
     * @param version Transit version
     * @param uid the API server's request
     * @param until when such answers end
     */
    record OutageAnswered(Asked asked, int version, RequestUid uid, Instant until) implements Event {}

    /**
     * The key's server answers again after an outage in which requests were answered here.
     *
     * @param encrypts how many seeds were wrapped here
     * @param decrypts how many were handed out
     * @param lasted from the first failure to the probe that was good
     */
    record OutageRidden(long encrypts, long decrypts, Duration lasted) implements Event {}

    /**
     * Everything held is erased, because of an answer or because the lease ended.
     *
     * @param cause the answer; empty when the lease ended
     * @param seeds how many seeds were held
     * @param encrypts how many seeds were wrapped here in the outage, if there was one
     * @param decrypts how many were handed out in it
     */
    record HeldErased(Optional<Failure> cause, int seeds, long encrypts, long decrypts) implements Event {}

    /**
     * Seeds that were asked for before the restart were unwrapped together.
     *
     * @param seeds how many are held now
     * @param refused how many did not open
     * @param requests how many requests it took
     */
    record SeedsUnwrapped(int seeds, int refused, int requests) implements Event {}

    /**
     * Something could not be kept: reported once, until it is kept again.
     *
     * @param what which
     * @param problem why, for people on this machine
     */
    record NotKept(Keeping what, String problem) implements Event {}

    /** What is kept for later. */
    enum Keeping {
        /** Wrapped seeds, on the disk. */
        WRAPPED_SEEDS,
        /** What is held, for the next process. */
        HELD,
        /** The erasure of what was held for the next process. */
        ERASURE
    }
}
