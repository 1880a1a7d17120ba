package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;

/**
 * A correct provider of another style: a local key of each process wraps the seeds, and travels in an annotation, wrapped by
 * the key of the backend. So what it cannot unwrap today another process can.
 */
final class LocalKeyProvider extends LabProvider {
    private static final String LOCAL_KEY = "local-key.lab.example.org";

    private volatile byte[] localKey = {};

    @Override
    void start() {
        localKey = Arrays.copyOf(concat(nonce(), nonce(), nonce()), 32);
    }

    @Override
    Wrapped encrypt(String uid, byte[] plaintext) {
        if (plaintext.length != 32) {
            throw new Refused("INVALID_ARGUMENT", "plaintext is " + plaintext.length + " bytes, need 32");
        }
        int newest = newest();
        Map<String, byte[]> annotations = new HashMap<>();
        annotations.put(LOCAL_KEY, seal(key(newest), id(newest).getBytes(UTF_8), localKey));
        return new Wrapped(seal(localKey, annotations.get(LOCAL_KEY), plaintext), id(newest), annotations);
    }

    @Override
    byte[] decrypt(String uid, Wrapped wrapped) {
        byte[] wrappedKey = new TreeMap<>(wrapped.annotations).get(LOCAL_KEY);
        if (wrappedKey == null || wrapped.annotations.size() != 1) {
            throw new Refused("INVALID_ARGUMENT", "annotations are not ours");
        }
        byte[] key = open(key(version(wrapped.keyId)), wrapped.keyId.getBytes(UTF_8), wrappedKey);
        return open(key, wrappedKey, wrapped.ciphertext);
    }

    private byte[] seal(byte[] key, byte[] aad, byte[] plaintext) {
        byte[] nonce = nonce();
        return concat(nonce, gcm(Cipher.ENCRYPT_MODE, key, nonce, aad, plaintext));
    }

    private static byte[] open(byte[] key, byte[] aad, byte[] sealed) {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw new Refused("INVALID_ARGUMENT", "too short");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return gcm(Cipher.DECRYPT_MODE, key, nonce, aad, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
