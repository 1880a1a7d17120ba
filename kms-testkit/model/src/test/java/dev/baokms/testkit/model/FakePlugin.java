package dev.baokms.testkit.model;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Remembers each seed under a number that it hands out as ciphertext. Every answer can be bent. */
final class FakePlugin implements KmsPlugin {
    String version = "v2";
    String healthz = "ok";
    String keyId = "kek-1";
    boolean statusFails;
    boolean encryptFails;
    boolean decryptFails;
    Function<WrappedSeed, WrappedSeed> bendEncrypt = wrapped -> wrapped;
    Function<byte[], byte[]> bendDecrypt = seed -> seed;
    int statusCalls;
    int encryptCalls;
    int decryptCalls;
    final List<String> uids = new ArrayList<>();
    final List<byte[]> seeds = new ArrayList<>();
    private final Map<String, byte[]> wrapped = new HashMap<>();

    @Override
    public StatusReply status() {
        statusCalls++;
        if (statusFails) {
            throw new KmsCallException("UNAVAILABLE", "backend is away");
        }
        return new StatusReply(version, healthz, keyId);
    }

    @Override
    public WrappedSeed encrypt(String uid, byte[] plaintext) {
        encryptCalls++;
        uids.add(uid);
        seeds.add(plaintext);
        if (encryptFails) {
            throw new KmsCallException("PERMISSION_DENIED", "policy says no");
        }
        String ciphertext = "wrapped-" + encryptCalls;
        wrapped.put(ciphertext, plaintext.clone());
        byte[] bytes = ciphertext.getBytes(StandardCharsets.UTF_8);
        return bendEncrypt.apply(new WrappedSeed(bytes, keyId, Map.of("v.example.org", new byte[] {'1'})));
    }

    @Override
    public byte[] decrypt(String uid, WrappedSeed wrappedSeed) {
        decryptCalls++;
        uids.add(uid);
        byte[] seed = wrapped.get(new String(wrappedSeed.ciphertext(), StandardCharsets.UTF_8));
        if (decryptFails || seed == null) {
            throw new KmsCallException("UNAVAILABLE", "backend is away");
        }
        return bendDecrypt.apply(seed.clone());
    }
}
