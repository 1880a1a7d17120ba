package dev.baokms.host.build;

/** Running classes and jar are of two builds. Nothing must be started then; the message says what to do. */
public final class StaleCodeException extends RuntimeException {
    StaleCodeException(String message) {
        super(message);
    }
}
