package dev.baokms.grpc;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.port.RequestUid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Told about every call, for metrics and logs. It is called on the thread that serves the call, which for Status is the
 * I/O thread of all clients. So it must be quick, safe for any number of threads, and must neither wait nor throw.
 * Everything it gets may be logged: hashes and fixed words, never what a client sent.
 */
public interface CallObserver {
    /** The three methods of KMS v2. */
    enum Method {
        STATUS,
        ENCRYPT,
        DECRYPT
    }

    /**
     * A call arrived. {@link #onFinished} follows exactly once, so the difference is the number of calls in flight. On
     * the I/O thread.
     */
    void onStarted(Method method);

    /** The call was answered, or its client left. */
    void onFinished(FinishedCall call);

    /** The call was refused because the limits on served and waiting calls are reached. */
    void onRejected(Method method);

    /**
     * A connection was closed before anything was read from it, because its process is not an allowed peer.
     *
     * @param user name or number of its user
     * @param group name or number of its group
     */
    void onPeerRefused(String user, String group);

    /**
     * An exception that should not have been thrown ended the call.
     *
     * @param type simple name of its class; its message is not passed on, because it may hold anything
     * @param frames where it was thrown
     */
    void onBug(Method method, String type, List<StackTraceElement> frames);

    /**
     * A connection was closed or refused, because its peer exceeds a limit or does not respond as it must.
     *
     * @param limit the limit
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
         * There were too many, of one peer or in total, and this one was idle; or no idle one could make room for it.
         */
        CONNECTIONS,
        /** It did not speak HTTP/2 in time. */
        SILENT,
        /** It did not read its responses in time. */
        UNREAD
    }

    /**
     * How a call ended. Hashes are computed on demand, because most calls leave no log line. It does not expose what
     * the client sent.
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
