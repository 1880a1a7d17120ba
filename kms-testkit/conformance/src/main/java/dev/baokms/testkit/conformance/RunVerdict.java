package dev.baokms.testkit.conformance;

import java.util.Locale;

/** What a run says of a provider. */
enum RunVerdict {
    /** Every MUST of the profile was asked and kept. */
    CONFORMS,
    /** No MUST that was asked failed, but the profile has more of them. */
    INCOMPLETE,
    /** A MUST failed, whatever else was asked. */
    DOES_NOT_CONFORM;

    /** As reports for programs name it: {@code does-not-conform}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
