package dev.baokms.testkit.conformance;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A correct provider of a third style: it fetches a key once and keeps it, names keys by a hash, and answers what it was asked
 * before from memory, equal calls under way included. So an outage of the backend does not show.
 */
final class HoardingProvider extends LabProvider {
    private final Map<Integer, byte[]> keys = new ConcurrentHashMap<>();
    private final Map<List<String>, byte[]> opened = new ConcurrentHashMap<>();

    @Override
    void start() {
        keys.clear();
        opened.clear();
    }

    @Override
    byte[] key(int version) {
        return keys.computeIfAbsent(version, super::key);
    }

    /** The version is hashed, too: an old key that is made current again is another key. */
    @Override
    String id(int version) {
        byte[] hash = sha256(ByteBuffer.allocate(36)
                .putInt(version)
                .put(sha256(key(version)))
                .array());
        return "sha256-" + HexFormat.of().formatHex(hash, 0, 16);
    }

    @Override
    byte[] decrypt(String uid, Wrapped wrapped) {
        List<String> question = List.of(
                HexFormat.of().formatHex(wrapped.ciphertext),
                wrapped.keyId,
                HexFormat.of().formatHex(aad(wrapped.keyId, new TreeMap<>(wrapped.annotations))));
        return opened.computeIfAbsent(question, asked -> super.decrypt(uid, wrapped))
                .clone();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
