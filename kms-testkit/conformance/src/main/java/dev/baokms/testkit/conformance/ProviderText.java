package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How what a provider says is quoted, and what may not stand in it. */
final class ProviderText {
    private static final int QUOTED_CHARS = 80;

    private ProviderText() {}

    /** In quotes, on one line, of a length that a report can bear. */
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
