package dev.baokms.core.key;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome;
import java.util.Arrays;
import java.util.Base64;

/**
 * A seed that was wrapped while the key's server could not be asked: {@code obc1:}, the local key as Transit wrapped
 * it, a colon, and the padded base64 of nonce, ciphertext and tag.
 *
 * <p>Any node can open it with Transit alone: objects written in an outage do not depend on the node that wrote them.
 * The local key's own text names the version. Each meaning has one byte string, as with {@link TransitCiphertext}.
 */
public final class LocalCiphertext implements SeedCiphertext {
    /** No ciphertext of Transit begins with this; the digit is the version of this form. */
    public static final String PREFIX = "obc1:";

    /** The nonce length that AES-GCM recommends; the body begins with the nonce. */
    public static final int NONCE_BYTES = 12;

    private static final int TAG_BYTES = 16;

    private final TransitCiphertext wrappedKey;
    private final byte[] body;
    private final String text;

    private LocalCiphertext(TransitCiphertext wrappedKey, byte[] body, String text) {
        this.wrappedKey = wrappedKey;
        this.body = body;
        this.text = text;
    }

    /**
     * Puts one together.
     *
     * @param wrappedKey the local key as Transit wrapped it
     * @param nonce {@value #NONCE_BYTES} bytes
     * @param sealed ciphertext and tag
     * @return {@code Malformed(PLAINTEXT)} when it would be longer than Kubernetes can store
     */
    public static Outcome<LocalCiphertext> of(TransitCiphertext wrappedKey, byte[] nonce, byte[] sealed) {
        byte[] body = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, body, nonce.length, sealed.length);
        String text = PREFIX + wrappedKey.text() + ":" + Base64.getEncoder().encodeToString(body);
        return text.length() > MAX_BYTES
                ? Outcome.failed(new Malformed(Failure.Part.PLAINTEXT, "is too long to be wrapped in an outage"))
                : Outcome.ok(new LocalCiphertext(wrappedKey, body, text));
    }

    /** Exactly the form above; anything else is {@link Malformed}. */
    static Outcome<LocalCiphertext> parse(String text) {
        if (text.length() > MAX_BYTES) {
            return malformed("must be at most " + MAX_BYTES + " bytes");
        }
        int colon = text.lastIndexOf(':');
        if (!text.startsWith(PREFIX) || colon < PREFIX.length()) {
            return malformed("must be obc1:, a wrapped key, a colon and padded base64");
        }
        String encoded = text.substring(colon + 1);
        byte[] body;
        try {
            body = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return malformed("must be obc1:, a wrapped key, a colon and padded base64");
        }
        if (body.length <= NONCE_BYTES + TAG_BYTES) {
            return malformed("must hold more than a nonce and a tag");
        }
        if (!Base64.getEncoder().encodeToString(body).equals(encoded)) {
            return malformed("must be canonical base64");
        }
        return TransitCiphertext.parse(text.substring(PREFIX.length(), colon))
                .map(key -> new LocalCiphertext(key, body, text));
    }

    private static <T> Outcome<T> malformed(String rule) {
        return Outcome.failed(new Malformed(Failure.Part.CIPHERTEXT, rule));
    }

    /** The local key as Transit wrapped it: the only part that Transit unwraps. */
    public TransitCiphertext wrappedKey() {
        return wrappedKey;
    }

    /** Nonce, ciphertext and tag. */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public int version() {
        return wrappedKey.version();
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "LocalCiphertext[v" + version() + ", hidden]";
    }
}
