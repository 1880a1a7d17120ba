package dev.baokms.grpc;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.port.RequestUid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Told about every call, for metrics and logs. Called on the thread that serves the call, which for Status is the
 * one that reads and writes for all clients: it must be quick, safe for any number of threads, must not wait and
 * must not throw. What it is given may be logged: hashes and fixed words, never what a client sent.
 */
public interface CallObserver {
    /** The three methods of KMS v2. */
    enum Method {
        STATUS,
        ENCRYPT,
        DECRYPT
    }

    /**
     * A call came in. {@link #onFinished} follows exactly once, so the difference is what is in flight. On the I/O
     * thread.
     */
    void onStarted(Method method);

    /** The call was answered, or its client went away. */
    void onFinished(FinishedCall call);

    /** The call was refused because as many are served and waiting as may be. */
    void onRejected(Method method);

    /**
     * A connection was closed before it could say anything, because its process is not an allowed peer.
     *
     * @param user name or number of its user
     * @param group name or number of its group
     */
    void onPeerRefused(String user, String group);

    /**
     * An exception that should not have been thrown ended the call.
     *
     * @param type simple name of its class; its message stays unseen, because it may hold anything
     * @param frames where it was thrown
     */
    void onBug(Method method, String type, List<StackTraceElement> frames);

    /**
     * A connection was closed, or not taken in, because its peer holds more than it may or does not do its part.
     *
     * @param limit which limit it met
     */
    default void onConnectionClosed(ConnectionLimit limit) {}

    /**
     * An exception that should not have been thrown was caught outside of a call; the server goes on.
     *
     * @param type simple name of its class
     * @param frames where it was thrown
     */
    default void onServerBug(String type, List<StackTraceElement> frames) {}

    /** Why a connection was closed by the server. */
    enum ConnectionLimit {
        /**
         * There were too many, of one peer or in all, and this one was idle, or there was no idle one to take its
         * place.
         */
        CONNECTIONS,
        /** It did not speak HTTP/2 in time. */
        SILENT,
        /** It did not read its responses in time. */
        UNREAD
    }

    /**
     * How a call ended. Hashes are made when they are asked for, because most calls leave no line in a log. What
     * the client sent cannot be read from it.
     */
    final class FinishedCall {
        private final Method method;
        private final String code;
        private final String reason;
        private final Duration took;
        private final String uid;
        private final String keyId;

        /**
         * @param method which method
         * @param code name of the gRPC status code, such as {@code OK}
         * @param reason {@code ok}, {@code cancelled}, {@code bug} or the failure's reason code
         * @param took from arrival to answer, waiting included
         * @param uid as the client sent it; empty for Status, and when the request was not read
         * @param keyId of the key in question, as text; empty when there is none
         */
        public FinishedCall(Method method, String code, String reason, Duration took, String uid, String keyId) {
            this.method = method;
            this.code = code;
            this.reason = reason;
            this.took = took;
            this.uid = uid;
            this.keyId = keyId;
        }

        public Method method() {
            return method;
        }

        /** Name of the gRPC status code. */
        public String code() {
            return code;
        }

        public String reason() {
            return reason;
        }

        /** From arrival to answer. */
        public Duration took() {
            return took;
        }

        /** Hash of the uid, when there is one. */
        public Optional<String> uidHash() {
            return uid.isEmpty() ? Optional.empty() : Optional.of(new RequestUid(uid).hash());
        }

        /** Hash of the key_id, when there is a well-formed one. */
        public Optional<String> keyIdHash() {
            return switch (KeyId.parse(keyId)) {
                case Outcome.Ok<KeyId>(KeyId id) -> Optional.of(id.apiServerHash());
                case Outcome.Failed<KeyId> malformed -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return "FinishedCall[" + method + " " + code + " " + reason + "]";
        }
    }
}
