package dev.baokms.core.key;

/**
 * One stored seed: its wrapped form and the id it is stored under. The id fixes the annotations and the associated
 * data, so two equal values hold the same seed. No secret.
 *
 * @param ciphertext what Kubernetes stores
 * @param keyId the key that opens it
 */
public record StoredSeed(SeedCiphertext ciphertext, KeyId keyId) {
    @Override
    public int hashCode() {
        // Written by hand: a record's generated method goes through method handles, which the first compiler does not
        // inline.
        return ciphertext.text().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredSeed seed
                && ciphertext.text().equals(seed.ciphertext.text())
                && keyId.equals(seed.keyId);
    }
}
