package dev.baokms.testkit.emulator;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts and decrypts with one key: {@code vault:vN:} and the padded base64 of nonce, ciphertext and tag. */
final class KeyBox {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final String PREFIX = "vault:v";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final String NOT_AUTHENTIC = "cipher: message authentication failed";

    private final TransitKey key;

    KeyBox(TransitKey key) {
        this.key = key;
    }

    /** A ciphertext and the version that made it. */
    record Sealed(String ciphertext, int version) {}

    /** Why an item failed; {@code internal} errors answer 500, others 400. */
    static final class ItemError extends Exception {
        final boolean internal;

        ItemError(String text, boolean internal) {
            super(text, null, false, false);
            this.internal = internal;
        }

        static ItemError user(String text) {
            return new ItemError(text, false);
        }

        String text() {
            return String.valueOf(getMessage());
        }

        Refusal refusal() {
            return internal ? Refusal.wrapped(500, text()) : Refusal.of(400, text());
        }
    }

    /**
     * Checks in the server's order: plaintext, version, key, associated data.
     *
     * @param version 0 for the latest
     */
    Sealed encrypt(String plaintext, int version, byte[] context, String associatedData) throws ItemError {
        byte[] bytes = decode(plaintext);
        int used = encryptionVersion(version);
        byte[] material = material(used, context);
        byte[] aad = associated(associatedData);
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, material, nonce, bytes, aad);
        byte[] raw = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return new Sealed(PREFIX + used + ":" + encode(raw), used);
    }

    private int encryptionVersion(int asked) throws ItemError {
        if (asked == 0) {
            return key.latest();
        }
        if (asked < 0) {
            throw ItemError.user("requested version for encryption is negative");
        }
        if (asked > key.latest()) {
            throw ItemError.user("requested version for encryption is higher than the latest key version");
        }
        if (asked < key.minimums().encryption()) {
            throw ItemError.user("requested version for encryption is less than the minimum encryption key version");
        }
        if (asked < key.minimums().decryption()) {
            throw ItemError.user("no such key version");
        }
        return asked;
    }

    byte[] decrypt(String ciphertext, byte[] context, String associatedData) throws ItemError {
        if (!ciphertext.startsWith(PREFIX)) {
            throw ItemError.user("invalid ciphertext: no prefix");
        }
        int colon = ciphertext.indexOf(':', PREFIX.length());
        if (colon < 0) {
            throw ItemError.user("invalid ciphertext: wrong number of fields");
        }
        int version = decryptionVersion(ciphertext.substring(PREFIX.length(), colon));
        byte[] raw;
        try {
            raw = GoBase64.decode(ciphertext.substring(colon + 1));
        } catch (GoBase64.Corrupt e) {
            throw ItemError.user("invalid ciphertext: could not decode base64");
        }
        byte[] material = material(version, context);
        byte[] aad = associated(associatedData);
        if (raw.length < NONCE_BYTES) {
            throw ItemError.user("invalid ciphertext length");
        }
        if (raw.length < NONCE_BYTES + TAG_BYTES) {
            throw ItemError.user(NOT_AUTHENTIC);
        }
        var parts = ByteBuffer.wrap(raw);
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] sealed = new byte[raw.length - NONCE_BYTES];
        parts.get(nonce).get(sealed);
        return gcm(Cipher.DECRYPT_MODE, material, nonce, sealed, aad);
    }

    private int decryptionVersion(String text) throws ItemError {
        if (!INTEGER.matcher(text).matches()) {
            throw ItemError.user("invalid ciphertext: version number could not be decoded");
        }
        // Version 0 means 1, so ciphertexts of very old servers can still be read.
        long version = text.matches("[+-]?0+") ? 1 : Long.parseLong(text);
        if (version > key.latest()) {
            throw ItemError.user("invalid ciphertext: version is too new");
        }
        if (version < key.minimums().decryption()) {
            throw ItemError.user("ciphertext or signature version is disallowed by policy (too old)");
        }
        return (int) version;
    }

    /** The version's key, or the key that HKDF-SHA-256 derives from it and the context. */
    private byte[] material(int version, byte[] context) throws ItemError {
        TransitKey.Version found = key.versions().get(version);
        if (found == null) {
            throw ItemError.user("no such key version");
        }
        if (!key.derived()) {
            return found.material();
        }
        if (context.length == 0) {
            throw ItemError.user(
                    "missing 'context' for key derivation; the key was created using a derived key, which means"
                        + " additional, per-request information must be included in order to perform operations with"
                        + " the key");
        }
        byte[] extracted = hmac(new byte[32], found.material());
        return hmac(
                extracted,
                ByteBuffer.allocate(context.length + 1)
                        .put(context)
                        .put((byte) 1)
                        .array());
    }

    private static byte[] hmac(byte[] secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static byte[] gcm(int mode, byte[] material, byte[] nonce, byte[] bytes, byte[] aad) throws ItemError {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(material, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(bytes);
        } catch (AEADBadTagException e) {
            throw ItemError.user(NOT_AUTHENTIC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    private static byte[] associated(String text) throws ItemError {
        try {
            return GoBase64.decode(text);
        } catch (GoBase64.Corrupt e) {
            throw new ItemError(
                    "unable to get associated_data/additional_data from factory[0]: " + e.getMessage(), true);
        }
    }

    /** Decodes the base64 of a plaintext or context. */
    static byte[] decode(String text) throws ItemError {
        try {
            return GoBase64.decode(text);
        } catch (GoBase64.Corrupt e) {
            throw ItemError.user(String.valueOf(e.getMessage()));
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
