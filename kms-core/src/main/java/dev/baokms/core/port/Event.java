package dev.baokms.core.port;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.keyring.Keyring;
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
     * Transit's minimum for decryption hides other versions than before.
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

    /** The next probe should come now rather than at its time. */
    record ProbeWanted() implements Event {}

    /**
     * The durable part of the keyring cannot be saved: reported once, until a save succeeds again. The switch it
     * belongs to waits.
     *
     * @param failure what the store said
     */
    record SaveFailed(Failure failure) implements Event {}
}
