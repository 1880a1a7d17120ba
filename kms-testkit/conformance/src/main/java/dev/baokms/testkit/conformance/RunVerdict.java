package dev.baokms.testkit.conformance;

import java.util.Locale;

/** The verdict of a run. */
enum RunVerdict {
    /** Every MUST of the profile was checked and kept. */
    CONFORMS,
    /** No checked MUST failed, but some MUSTs of the profile were not checked. */
    INCOMPLETE,
    /** A MUST failed. */
    DOES_NOT_CONFORM;

    /** The name in reports for programs: {@code does-not-conform}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
