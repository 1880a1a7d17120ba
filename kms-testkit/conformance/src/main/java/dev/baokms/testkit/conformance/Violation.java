package dev.baokms.testkit.conformance;

import org.jspecify.annotations.Nullable;

/** A provider breaks a rule. The message says what was seen, what is allowed and what its author can do. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        this(message, null);
    }

    Violation(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** @param todo for the author of the provider */
    static void unless(boolean kept, String seen, String todo) {
        if (!kept) {
            throw new Violation(seen + "; " + todo);
        }
    }
}
