package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How texts of a provider are quoted, and what they must not contain. */
final class ProviderText {
    private static final int QUOTED_CHARS = 80;

    private ProviderText() {}

    /** The text in quotes, on one line, shortened for a report. */
    static String text(String foreign) {
        String flat = foreign.replaceAll("[^\\x20-\\x7E]", "?");
        return flat.length() <= QUOTED_CHARS
                ? '"' + flat + '"'
                : '"' + flat.substring(0, QUOTED_CHARS) + "\"... (" + foreign.length() + " characters)";
    }

    static void mustHoldNoCanary(RuleRun run, String where, String what) {
        for (String canary : run.subject().hooks().canaries()) {
            Violation.unless(
                    !Disclosure.holds(where.getBytes(UTF_8), canary.getBytes(UTF_8)),
                    what + " holds a secret of the provider",
                    "build the text from fixed words, never from what a backend or a file said");
        }
    }
}
