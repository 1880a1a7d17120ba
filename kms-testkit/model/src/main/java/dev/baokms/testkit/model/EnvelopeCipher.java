package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.model.StorageException.Reason;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM under a given or derived key, with the etcd key as associated data. */
final class EnvelopeCipher {
    static final int INFO_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private EnvelopeCipher() {}

    /** HKDF-Expand of RFC 5869 with SHA-256, for 32 bytes: one block, so one round. There is no Extract step. */
    static byte[] derivedKey(byte[] seed, byte[] info) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            mac.update(info);
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** @return ciphertext and tag */
    static byte[] seal(byte[] key, byte[] nonce, String etcdKey, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, etcdKey).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /** @param sealed nonce, ciphertext and tag, from {@code offset} on */
    static byte[] open(byte[] key, byte[] sealed, int offset, String etcdKey) {
        byte[] nonce = Arrays.copyOfRange(sealed, offset, offset + NONCE_BYTES);
        int start = offset + NONCE_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, etcdKey).doFinal(sealed, start, sealed.length - start);
        } catch (AEADBadTagException e) {
            throw new StorageException(Reason.NOT_AUTHENTIC, "value does not open under this seed and key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String etcdKey) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(etcdKey.getBytes(UTF_8));
        return cipher;
    }
}
