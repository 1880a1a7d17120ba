package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.Envelope.SeedType;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Opens what an API server sealed, with the unwrapped seed and with the whole etcd key as associated data. The cipher
 * is AES-GCM, either under the unwrapped key itself, or under a key from HKDF-Expand (RFC 5869, SHA-256, one block) of
 * a seed, with the first 32 bytes of the data as info. Source: kube-apiserver's {@code kmsv2/envelope.go} and
 * {@code aes_extended_nonce.go}.
 *
 * <p>Not thread-safe: it keeps its ciphers, which are expensive to create.
 */
final class EnvelopeOpener {
    private static final int INFO_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    /** The shortest seed. API servers create 32 bytes, and accept more. */
    private static final int LEAST_SEED_BYTES = 32;

    private final Mac mac;
    private final Cipher cipher;
    private final byte[] derived = new byte[32];
    private final LentKey derivedKey = new LentKey("AES", derived);

    EnvelopeOpener() {
        try {
            mac = Mac.getInstance("HmacSHA256");
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw platform(e);
        }
    }

    /**
     * Explains why an API server would reject what was unwrapped, regardless of the sealed data; empty when it would
     * not.
     */
    static Optional<String> problemOf(SecretBytes seed, SeedType type) {
        int length = seed.length();
        boolean good = switch (type) {
            case HKDF_SHA256_XNONCE_AES_GCM_SEED -> length >= LEAST_SEED_BYTES;
            case AES_GCM_KEY -> length == 16 || length == 24 || length == 32;
        };
        return good ? Optional.empty() : Optional.of(DisasterTexts.noKeyOfThisType(length));
    }

    /** Returns the length of the plaintext for this length of data; negative when the data is too short. */
    static int plaintextBytes(SeedType type, int dataBytes) {
        int info = type == SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED ? INFO_BYTES : 0;
        return dataBytes - info - NONCE_BYTES - TAG_BYTES;
    }

    /**
     * Opens one object.
     *
     * @param seed a seed without a {@link #problemOf problem} for this type; remains the caller's
     * @param into receives the plaintext from its start; the caller wipes it. Its length is at least
     *     {@link #plaintextBytes}
     * @return whether the data is authentic; if not, {@code into} contains nothing readable
     */
    boolean open(SeedType type, SecretBytes seed, Stretch data, Stretch etcdKey, byte[] into) {
        if (plaintextBytes(type, data.length()) < 0) {
            return false;
        }
        try {
            return switch (type) {
                case HKDF_SHA256_XNONCE_AES_GCM_SEED -> {
                    derive(seed, data);
                    yield opened(derivedKey, data.from(INFO_BYTES), etcdKey, into);
                }
                // The bytes are exposed only within the lambda.
                case AES_GCM_KEY -> seed.exposeTo(bytes -> opened(new LentKey("AES", bytes), data, etcdKey, into));
            };
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private void derive(SecretBytes seed, Stretch data) {
        seed.<Boolean>exposeTo(bytes -> {
            try {
                mac.init(new LentKey("HmacSHA256", bytes));
                mac.update(data.source(), data.at(), INFO_BYTES);
                mac.update((byte) 1);
                mac.doFinal(derived, 0);
                return true;
            } catch (GeneralSecurityException e) {
                throw platform(e);
            }
        });
    }

    private boolean opened(LentKey key, Stretch sealed, Stretch etcdKey, byte[] into) {
        try {
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BYTES * Byte.SIZE, sealed.source(), sealed.at(), NONCE_BYTES));
            cipher.updateAAD(etcdKey.source(), etcdKey.at(), etcdKey.length());
            cipher.doFinal(sealed.source(), sealed.at() + NONCE_BYTES, sealed.length() - NONCE_BYTES, into, 0);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw platform(e);
        }
    }

    private static IllegalStateException platform(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform has HmacSHA256 and AES/GCM", e);
    }
}
