package dev.baokms.core.port;

import dev.baokms.core.outcome.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
     * @param state {@code ok}, {@code coasting} or {@code error}
     * @param failure why it is not ok
     */
    record HealthChanged(String state, Optional<Failure> failure) implements Event {}

    /**
     * A probe ended.
     *
     * @param kind {@code cheap} or {@code deep}
     * @param last the step it ended with
     * @param failure why it was not good
     */
    record Probed(String kind, Step last, Optional<Failure> failure) implements Event {}

    /** What a probe does, in this order; the first that fails ends it. */
    enum Step {
        /** One wrap, which is all that a cheap probe asks for. */
        CHEAP_WRAP,
        /** Asking for the key's metadata. */
        METADATA_READ,
        /** Asking whether the mount creates unknown keys. */
        UPSERT_READ,
        /** Holding what was read against the rules; asks nobody. */
        RULES,
        /** A wrap and its unwrap, with the version that Encrypt uses. */
        ROUND_TRIP
    }

    /**
     * Metadata was read.
     *
     * @param result {@code accepted}, {@code lagging}, {@code rollback}, {@code recreated}, {@code unsafe} or {@code failed}
     */
    record MetadataObserved(String result) implements Event {}

    /**
     * Decrypt refused a request before OpenBao was asked.
     *
     * @param failure why
     */
    record DecryptRefused(Failure failure) implements Event {}

    /** The next probe should come now rather than at its time. */
    record ProbeWanted() implements Event {}

    /**
     * The durable part of the keyring cannot be saved: told once, until a save succeeds again. The switch it belongs to waits.
     *
     * @param failure what the store said
     */
    record SaveFailed(Failure failure) implements Event {}

    /**
     * One request to OpenBao ended; told by the adapter.
     *
     * @param operation such as {@code transit_encrypt}
     * @param cause why it was made
     * @param status {@code ok} or a reason code
     * @param took wall time of this request
     * @param upstreamRequestId OpenBao's own id, only on success
     * @param uid the API server's request id
     */
    record Upstream(
            String operation,
            Call.Cause cause,
            String status,
            Duration took,
            Optional<String> upstreamRequestId,
            Optional<String> uid)
            implements Event {}

    /**
     * The token changed: after a login or a renewal.
     *
     * @param how {@code login} or {@code renewal}
     * @param failure why it failed
     * @param validUntil end of the token we hold, if we hold one
     */
    record TokenChanged(String how, Optional<Failure> failure, Optional<Instant> validUntil) implements Event {}

    /**
     * An address answered or stopped answering.
     *
     * @param position its place in the configured list, from 0: the address itself stays out of metrics and logs
     * @param up whether it answered
     */
    record EndpointChanged(int position, boolean up) implements Event {}
}
