package dev.baokms.lab;

/** The world was not as a step of the walk says. Its message says what was expected. */
final class DidNotHoldException extends Exception {
    private static final long serialVersionUID = 1L;

    DidNotHoldException(String message) {
        super(message);
    }
}
