package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that wraps seeds while Transit cannot: AES-256-GCM with associated data. Its own wrapped form travels with each
 * ciphertext.
 *
 * <p>Nonces are random. A local key lives at most as long as a process and wraps a handful of seeds in an outage, far
 * below the limit of 2^32 random 96-bit nonces.
 *
 * @param secret {@value #BYTES} bytes
 * @param wrapped the same as Transit wrapped it
 * @param keyId of the version that wrapped it
 */
record LocalKey(SecretBytes secret, TransitCiphertext wrapped, KeyId keyId) {
    static final int BYTES = 32;
    private static final int TAG_BITS = 128;

    /** @param nonce never used before with this key */
    Outcome<LocalCiphertext> seal(SecretBytes seed, Aad aad, byte[] nonce) {
        byte[] sealed = seed.exposeTo(bytes -> {
            try {
                return cipher(Cipher.ENCRYPT_MODE, secret, aad, nonce).doFinal(bytes);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has AES-GCM", e);
            }
        });
        return LocalCiphertext.of(wrapped, nonce, sealed);
    }

    /** @param secret the local key that the text carries in its wrapped form */
    static Outcome<SecretBytes> open(SecretBytes secret, LocalCiphertext text, Aad aad) {
        if (secret.length() != BYTES) {
            return Outcome.failed(new NotAuthentic());
        }
        byte[] body = text.body();
        try {
            byte[] nonce = Arrays.copyOf(body, LocalCiphertext.NONCE_BYTES);
            return Outcome.ok(SecretBytes.adopting(cipher(Cipher.DECRYPT_MODE, secret, aad, nonce)
                    .doFinal(body, nonce.length, body.length - nonce.length)));
        } catch (AEADBadTagException e) {
            return Outcome.failed(new NotAuthentic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes secret, Aad aad, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        // Accepted risk: the cipher keeps its own copy of the key until it is collected.
        SecretKeySpec key = secret.exposeTo(bytes -> new SecretKeySpec(bytes, "AES"));
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(aad.bytes());
        return cipher;
    }
}
