package dev.baokms.grpc;

/**
 * The successful answer of a method.
 *
 * @param message the response
 * @param keyId of the key in question, as text
 * @param wipe wipes its secret bytes; run when the message is serialised or will never be
 */
record MethodReply<T>(T message, String keyId, Runnable wipe) {
    MethodReply(T message, String keyId) {
        this(message, keyId, () -> {});
    }
}
