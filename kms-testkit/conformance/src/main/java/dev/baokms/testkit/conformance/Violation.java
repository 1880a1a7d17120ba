package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;

/** A provider breaks a rule. The message says what was seen, what is allowed and what its author can do. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The same for every rule that fails from one cause; empty when unknown. */
    private final String symptom;

    Violation(String message) {
        super(message);
        this.symptom = "";
    }

    Violation(String message, Throwable cause) {
        super(message, cause);
        this.symptom = switch (cause) {
            case KmsCallException call -> symptom(call);
            case Violation found -> found.symptom;
            default -> "";
        };
    }

    private Violation(String symptom, String seen, String todo) {
        super(seen + "; " + todo);
        this.symptom = symptom;
    }

    String symptom() {
        return symptom;
    }

    /** The text without its numbers, which differ from call to call. */
    static String symptom(KmsCallException call) {
        return String.valueOf(call.getMessage()).replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#");
    }

    /** @param todo for the author of the provider */
    static void unless(boolean kept, String seen, String todo) {
        unless(kept, "", seen, todo);
    }

    /** For a failure that several rules may meet. */
    static void unless(boolean kept, String symptom, String seen, String todo) {
        if (!kept) {
            throw new Violation(symptom, seen, todo);
        }
    }
}
