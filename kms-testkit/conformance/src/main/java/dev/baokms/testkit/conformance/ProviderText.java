package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** How what a provider says is quoted, and where bytes may hide in it. */
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

    /** Whether the bytes stand in the text raw, in hex or in base64. */
    static boolean holds(byte[] where, byte[] secret) {
        String text = new String(where, ISO_8859_1);
        String lower = text.toLowerCase(Locale.ROOT);
        return text.contains(new String(secret, ISO_8859_1))
                || lower.contains(HexFormat.of().formatHex(secret))
                || base64(secret).stream().anyMatch(text::contains);
    }

    static boolean holds(String where, byte[] secret) {
        return holds(where.getBytes(UTF_8), secret);
    }

    /** Without the last group, which depends on what follows the secret. */
    private static List<String> base64(byte[] secret) {
        int whole = secret.length / 3 * 4;
        return List.of(
                Base64.getEncoder().encodeToString(secret).substring(0, whole),
                Base64.getUrlEncoder().encodeToString(secret).substring(0, whole));
    }

    static void mustHoldNoCanary(RuleRun run, String where, String what) {
        for (String canary : run.subject().hooks().canaries()) {
            Violation.unless(
                    !where.contains(canary) && !holds(where, canary.getBytes(UTF_8)),
                    what + " holds a secret of the provider",
                    "build the text from fixed words, never from what a backend or a file said");
        }
    }
}
