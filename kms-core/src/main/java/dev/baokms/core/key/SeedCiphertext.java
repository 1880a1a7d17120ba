package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome;

/** The stored form of a seed: one of two texts, both strict, so that no object has two spellings. */
public sealed interface SeedCiphertext permits TransitCiphertext, LocalCiphertext {
    /** kube-apiserver refuses more (encryptedDEKSourceMaxSize). */
    int MAX_BYTES = 1024;

    /** Exactly one of the two forms; anything else is {@link Malformed}. */
    static Outcome<SeedCiphertext> parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return Outcome.failed(new Malformed(Failure.Part.CIPHERTEXT, "must be at most " + MAX_BYTES + " bytes"));
        }
        // Bytes above 0x7f become U+FFFD, which neither form allows.
        return parse(new String(bytes, US_ASCII));
    }

    /** As {@link #parse(byte[])}, for text. */
    static Outcome<SeedCiphertext> parse(String text) {
        return text.startsWith(LocalCiphertext.PREFIX)
                ? LocalCiphertext.parse(text).map(local -> local)
                : TransitCiphertext.parse(text).map(transit -> transit);
    }

    /** The Transit version that it needs to open. */
    int version();

    /** The whole text. */
    String text();

    /** What Kubernetes stores. */
    default byte[] bytes() {
        return text().getBytes(US_ASCII);
    }
}
