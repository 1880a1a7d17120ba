package dev.baokms.launcher.doctor;

import dev.baokms.launcher.Report.Status;
import java.util.List;

/**
 * What one check came to.
 *
 * @param message what was seen and, unless all is well, what to do; never a secret
 */
record Finding(Status status, String message) {
    static Finding pass(String seen) {
        return new Finding(Status.pass, seen);
    }

    static Finding warn(String message) {
        return new Finding(Status.warn, message);
    }

    static Finding fail(String message) {
        return new Finding(Status.fail, message);
    }

    static Finding skip(String reason) {
        return new Finding(Status.skip, reason);
    }

    /** Fails with all of these, or else warns with all of those, or else passes. */
    static Finding of(List<String> failures, List<String> warnings, String otherwise) {
        if (!failures.isEmpty()) {
            return fail(String.join("; ", failures));
        }
        return warnings.isEmpty() ? pass(otherwise) : warn(String.join("; ", warnings));
    }
}
