package dev.baokms.grpc;

/**
 * What a method answers when it succeeds.
 *
 * @param message the response
 * @param keyId of the key it speaks of, as text
 * @param wipe makes its secret bytes unreadable; run when the message is serialised or will never be
 */
record MethodReply<T>(T message, String keyId, Runnable wipe) {
    MethodReply(T message, String keyId) {
        this(message, keyId, () -> {});
    }
}
