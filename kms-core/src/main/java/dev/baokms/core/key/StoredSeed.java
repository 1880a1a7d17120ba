package dev.baokms.core.key;

/**
 * One stored seed: what it is wrapped as, and the id it is stored under. The id fixes the annotations and what the
 * text is bound to, so two that are equal have the same seed. No secret.
 *
 * @param ciphertext what Kubernetes stores
 * @param keyId the key that opens it
 */
public record StoredSeed(SeedCiphertext ciphertext, KeyId keyId) {
    @Override
    public int hashCode() {
        // By hand: a record's own goes through reflection-made handles, which the first compiler does not inline.
        return ciphertext.text().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredSeed seed
                && ciphertext.text().equals(seed.ciphertext.text())
                && keyId.equals(seed.keyId);
    }
}
