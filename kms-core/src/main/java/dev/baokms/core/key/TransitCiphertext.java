package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code vault:vN:} and canonical padded base64 of at least nonce and tag.
 *
 * <p>Stricter than Transit, which also accepts {@code v0}, {@code v01}, {@code v+1} and line breaks: associated data
 * does not cover this outer text, so two spellings of one ciphertext would both open.
 */
public final class TransitCiphertext implements SeedCiphertext {
    private static final int NONCE_AND_TAG_BYTES = 12 + 16;
    private static final Pattern FORM = Pattern.compile("vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]+={0,2})");

    private final String text;
    private final int version;

    private TransitCiphertext(String text, int version) {
        this.text = text;
        this.version = version;
    }

    /** Exactly the form above; anything else is {@link Malformed}. */
    public static Outcome<TransitCiphertext> parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return malformed("must be at most " + MAX_BYTES + " bytes");
        }
        // Bytes above 0x7f become U+FFFD, which the pattern refuses.
        return parse(new String(bytes, US_ASCII));
    }

    /** As {@link #parse(byte[])}, for text that came from Transit. */
    public static Outcome<TransitCiphertext> parse(String text) {
        if (text.length() > MAX_BYTES) {
            return malformed("must be at most " + MAX_BYTES + " bytes");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return malformed("must be vault:vN: and padded base64");
        }
        byte[] body;
        try {
            body = Base64.getDecoder().decode(form.group(2));
        } catch (IllegalArgumentException e) {
            return malformed("must be vault:vN: and padded base64");
        }
        if (body.length < NONCE_AND_TAG_BYTES) {
            return malformed("must hold at least a nonce and a tag");
        }
        if (!Base64.getEncoder().encodeToString(body).equals(form.group(2))) {
            return malformed("must be canonical base64");
        }
        return Outcome.ok(new TransitCiphertext(text, Integer.parseInt(form.group(1))));
    }

    private static Outcome<TransitCiphertext> malformed(String rule) {
        return Outcome.failed(new Malformed(Failure.Part.CIPHERTEXT, rule));
    }

    /** The Transit version it names. */
    @Override
    public int version() {
        return version;
    }

    /** Transit's own text, unchanged. */
    @Override
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "TransitCiphertext[v" + version + ", hidden]";
    }
}
