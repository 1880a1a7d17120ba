package dev.baokms.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Told about every call, for metrics and logs. Called on the thread that serves the call, so it must be quick, safe for any
 * number of threads, and must not throw. What it is given may be logged: hashes and fixed words, never what a client sent.
 */
public interface CallObserver {
    /** The three methods of KMS v2. */
    enum Method {
        STATUS,
        ENCRYPT,
        DECRYPT
    }

    /** A call came in. {@link #onFinished} follows exactly once, so the difference is what is in flight. */
    void onStarted(Method method);

    /** The call was answered, or its client went away. */
    void onFinished(FinishedCall call);

    /** The call was refused because as many are served and waiting as may be. */
    void onRejected(Method method);

    /**
     * A connection was closed before it could say anything, because its process is not an allowed peer.
     *
     * @param user name of its user, or the number when it has no name
     * @param group name of its group, or the number when it has no name
     */
    void onPeerRefused(String user, String group);

    /**
     * An exception that nobody expected ended the call.
     *
     * @param type simple name of its class; its message stays unseen, because it may hold anything
     * @param frames where it was thrown
     */
    void onBug(Method method, String type, List<StackTraceElement> frames);

    /**
     * How a call ended.
     *
     * @param method which method
     * @param uidHash first 16 characters of base64url(SHA-256(uid)); empty for Status and for an empty uid
     * @param code name of the gRPC status code, such as {@code OK}
     * @param reason {@code ok}, {@code cancelled}, {@code bug} or the failure's reason code
     * @param took from arrival to answer, waiting included
     * @param keyIdHash hash of the key_id, when there is a well-formed one
     */
    record FinishedCall(
            Method method,
            Optional<String> uidHash,
            String code,
            String reason,
            Duration took,
            Optional<String> keyIdHash) {}
}
