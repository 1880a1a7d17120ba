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
 * Opens what an API server sealed, with what OpenBao unwrapped and the whole etcd key as associated data: AES-GCM under
 * the key itself, or under HKDF-Expand (RFC 5869, SHA-256, one block) of a seed with 32 bytes that lead the data.
 * Source: kube-apiserver's {@code kmsv2/envelope.go} and {@code aes_extended_nonce.go}.
 *
 * <p>Not for use by several threads: it keeps its ciphers, which are dear to make.
 */
final class EnvelopeOpener {
    private static final int INFO_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    /** API servers make 32, and take what is longer. */
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

    /** Why an API server would not take what was unwrapped, whatever is sealed with it. */
    static Optional<String> problemOf(SecretBytes seed, SeedType type) {
        int length = seed.length();
        boolean good = switch (type) {
            case HKDF_SHA256_XNONCE_AES_GCM_SEED -> length >= LEAST_SEED_BYTES;
            case AES_GCM_KEY -> length == 16 || length == 24 || length == 32;
        };
        return good ? Optional.empty() : Optional.of(DisasterTexts.noKeyOfThisType(length));
    }

    /** How many bytes the plaintext of so much data has; negative where there is too little to be any. */
    static int plaintextBytes(SeedType type, int dataBytes) {
        int info = type == SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED ? INFO_BYTES : 0;
        return dataBytes - info - NONCE_BYTES - TAG_BYTES;
    }

    /**
     * Opens one object.
     *
     * @param seed one without a {@link #problemOf problem} for this type; stays the caller's
     * @param into receives the plaintext from its begin; the caller wipes it. At least {@link #plaintextBytes}
     * @return whether it is authentic; if not, nothing readable is in {@code into}
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
                // The lambda is the whole life of the exposed bytes.
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
