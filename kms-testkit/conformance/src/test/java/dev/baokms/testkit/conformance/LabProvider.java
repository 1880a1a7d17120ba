package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A correct provider: AES-GCM, a key per version, key_id and annotations as associated data. What is broken on purpose overrides
 * one method of it.
 */
class LabProvider {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The backend cannot answer. */
    static final class BackendException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** An answer with an error status. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String code;

        Refused(String code, String description) {
            super(description);
            this.code = code;
        }
    }

    record State(String version, String healthz, String keyId) {}

    /** As in the proto; not copied. */
    static final class Wrapped {
        byte[] ciphertext;
        String keyId;
        Map<String, byte[]> annotations;

        Wrapped(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
            this.ciphertext = ciphertext;
            this.keyId = keyId;
            this.annotations = annotations;
        }
    }

    LabBackend backend = new LabBackend();
    /** The server's: ends with it. */
    LabLog log = new LabLog();

    /** 1, or 2 for the instance beside it. */
    int instance;

    /** Called when the process starts, before it listens. */
    void start() {}

    /** Called when it listens. */
    void listening(Path socket) throws IOException {}

    /** Called when the process is killed. */
    void killed() {}

    /** Called with every request before anything else. */
    void inspect(Message request) {}

    boolean takesOverStaleSocket() {
        return true;
    }

    int mostPlaintextBytes() {
        return 256;
    }

    int newest() {
        return backend.newest();
    }

    static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    State status() {
        int newest = newest();
        try {
            key(newest);
        } catch (BackendException e) {
            throw new Refused("UNAVAILABLE", "the write key cannot be used now");
        }
        return new State("v2", "ok", id(newest));
    }

    Wrapped encrypt(String uid, byte[] plaintext) {
        int newest = newest();
        return wrap(newest, id(newest), annotations(plaintext), plaintext);
    }

    Wrapped wrap(int version, String keyId, Map<String, byte[]> annotations, byte[] plaintext) {
        if (plaintext.length > mostPlaintextBytes()) {
            throw new Refused(
                    "INVALID_ARGUMENT",
                    "plaintext is " + plaintext.length + " bytes, need at most " + mostPlaintextBytes());
        }
        byte[] nonce = nonce();
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key(version), nonce, aad(keyId, annotations), plaintext);
        byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
        return new Wrapped(both, keyId, annotations);
    }

    byte[] decrypt(String uid, Wrapped wrapped) {
        return open(version(wrapped.keyId), wrapped);
    }

    final byte[] open(int version, Wrapped wrapped) {
        if (wrapped.ciphertext.length < NONCE_BYTES + TAG_BYTES) {
            throw new Refused("INVALID_ARGUMENT", "ciphertext is too short");
        }
        return gcm(
                Cipher.DECRYPT_MODE,
                key(version),
                Arrays.copyOf(wrapped.ciphertext, NONCE_BYTES),
                aad(wrapped.keyId, wrapped.annotations),
                Arrays.copyOfRange(wrapped.ciphertext, NONCE_BYTES, wrapped.ciphertext.length));
    }

    Map<String, byte[]> annotations(byte[] plaintext) {
        return Map.of("v.lab.example.org", new byte[] {'1'}, "empty.lab.example.org", new byte[0]);
    }

    String id(int version) {
        return "lab-" + version;
    }

    int version(String keyId) {
        for (int version = backend.newest(); version >= 0; version--) {
            if (id(version).equals(keyId)) {
                return version;
            }
        }
        throw new Refused("NOT_FOUND", "there is no such key");
    }

    /** Once more after a failure, as a client of a real backend would. */
    byte[] key(int version) {
        try {
            return backend.key(version);
        } catch (BackendException e) {
            return backend.key(version);
        }
    }

    byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /** Each part after its length, annotations in the order of their keys. */
    byte[] aad(String keyId, Map<String, byte[]> annotations) {
        var aad = new ByteArrayOutputStream();
        append(aad, keyId.getBytes(UTF_8));
        new TreeMap<>(annotations).forEach((key, value) -> {
            append(aad, key.getBytes(UTF_8));
            append(aad, value);
        });
        return aad.toByteArray();
    }

    private static void append(ByteArrayOutputStream aad, byte[] part) {
        aad.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        aad.writeBytes(part);
    }

    static byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] aad, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new Refused("INVALID_ARGUMENT", "does not authenticate");
        }
    }
}
