package dev.baokms.lab;

/** A step of the walk found a state that it did not expect. The message states the expected one. */
final class DidNotHoldException extends Exception {
    private static final long serialVersionUID = 1L;

    DidNotHoldException(String message) {
        super(message);
    }
}
