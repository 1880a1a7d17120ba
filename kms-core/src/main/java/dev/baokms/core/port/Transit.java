package dev.baokms.core.port;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import java.util.List;

/**
 * One key of a Transit engine. Implementations block, keep to the call's budget, return every expected failure as a
 * value, and throw only for bugs. Safe for any number of threads.
 */
public interface Transit {
    /** Reads {@code keys/<name>}. Fails with {@code UnsafeKey(KEY_MISSING)} when there is none. */
    Outcome<KeyMetadata> readKey(Call call);

    /** Reads {@code config/keys}: whether an encrypt on an unknown key creates it. */
    Outcome<Boolean> upsertAllowed(Call call);

    /**
     * Wraps bytes with one version and associated data.
     *
     * @param plaintext stays the caller's, is not kept
     * @param version the version to use, 1 or more
     * @return the ciphertext; its own version is the one really used
     */
    Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call);

    /**
     * Wraps bytes with the latest version. Only probes use this, because a stored object must name its version.
     *
     * @param plaintext stays the caller's, is not kept
     * @return the ciphertext; its own version is the latest on the node that answered
     */
    Outcome<TransitCiphertext> encryptWithLatest(SecretBytes plaintext, Aad aad, Call call);

    /**
     * Unwraps one ciphertext. Fails with {@code NotAuthentic} for a wrong tag or other associated data.
     *
     * @return bytes that the caller owns and must close
     */
    Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call);

    /**
     * One ciphertext to unwrap.
     *
     * @param ciphertext what to unwrap
     * @param aad what it was bound to
     */
    record Sealed(TransitCiphertext ciphertext, Aad aad) {}

    /** How many {@link #decryptAll} takes at most, 1 or more. */
    int mostAtOnce();

    /**
     * Unwraps several with one request. A failure of one affects no other.
     *
     * @param each 1 to {@link #mostAtOnce}
     * @return one element for each, in order; bytes that the caller owns and must close. A failure of the whole request
     *     says nothing about any single one
     */
    Outcome<List<Outcome<SecretBytes>>> decryptAll(List<Sealed> each, Call call);
}
