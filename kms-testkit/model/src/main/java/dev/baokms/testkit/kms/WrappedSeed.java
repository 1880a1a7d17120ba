package dev.baokms.testkit.kms;

import java.util.LinkedHashMap;
import java.util.Map;

/** What Encrypt returns and Decrypt expects back. Arrays are copied in and out; no rule of the contract is enforced. */
public final class WrappedSeed {
    private final byte[] ciphertext;
    private final String keyId;
    private final Map<String, byte[]> annotations;

    public WrappedSeed(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
        this.ciphertext = ciphertext.clone();
        this.keyId = keyId;
        this.annotations = copy(annotations);
    }

    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    public String keyId() {
        return keyId;
    }

    /** In the order in which the provider listed them. */
    public Map<String, byte[]> annotations() {
        return copy(annotations);
    }

    /** A copy with another ciphertext, to see whether a provider notices. */
    public WrappedSeed withCiphertext(byte[] other) {
        return new WrappedSeed(other, keyId, annotations);
    }

    /** A copy with another key_id, to see whether a provider notices. */
    public WrappedSeed withKeyId(String other) {
        return new WrappedSeed(ciphertext, other, annotations);
    }

    /** A copy with other annotations, to see whether a provider notices. */
    public WrappedSeed withAnnotations(Map<String, byte[]> other) {
        return new WrappedSeed(ciphertext, keyId, other);
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> annotations) {
        var copy = new LinkedHashMap<String, byte[]>();
        annotations.forEach((key, value) -> copy.put(key, value.clone()));
        return copy;
    }
}
