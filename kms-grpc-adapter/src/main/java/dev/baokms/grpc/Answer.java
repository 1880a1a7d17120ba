package dev.baokms.grpc;

import java.util.Optional;

/**
 * What a method has to say.
 *
 * @param message the response
 * @param keyIdHash of the key it speaks of
 * @param wipe makes its secret bytes unreadable; run when the message is serialised or will never be
 */
record Answer<T>(T message, Optional<String> keyIdHash, Runnable wipe) {
    Answer(T message, String keyIdHash) {
        this(message, Optional.of(keyIdHash), () -> {});
    }
}
