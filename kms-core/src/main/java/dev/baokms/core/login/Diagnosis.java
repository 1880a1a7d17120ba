package dev.baokms.core.login;

import java.util.List;

/**
 * The result of one check.
 *
 * @param status how it went
 * @param message what was seen and, unless all is well, what to do; never a secret
 */
public record Diagnosis(Status status, String message) {
    /** The four results of a check, by their published names. */
    public enum Status {
        PASS,
        /** It works now but needs attention. */
        WARN,
        FAIL,
        /** Not checked; the message says why. */
        SKIP
    }

    public static Diagnosis pass(String seen) {
        return new Diagnosis(Status.PASS, seen);
    }

    public static Diagnosis warn(String message) {
        return new Diagnosis(Status.WARN, message);
    }

    public static Diagnosis fail(String message) {
        return new Diagnosis(Status.FAIL, message);
    }

    public static Diagnosis skip(String reason) {
        return new Diagnosis(Status.SKIP, reason);
    }

    /** Fails with all failures if there are any, otherwise warns with all warnings, otherwise passes. */
    public static Diagnosis of(List<String> failures, List<String> warnings, String otherwise) {
        if (!failures.isEmpty()) {
            return fail(String.join("; ", failures));
        }
        return warnings.isEmpty() ? pass(otherwise) : warn(String.join("; ", warnings));
    }
}
