package dev.baokms.core.port;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A Transit with one key, in memory: real AES-256-GCM, and a hand on everything that can go wrong. */
public final class InMemoryTransit implements Transit {
    /** What can be asked. */
    public enum Operation {
        READ_KEY,
        UPSERT_ALLOWED,
        ENCRYPT,
        DECRYPT,
        DECRYPT_ALL
    }

    /** Runs before each operation on the caller's thread; may block, and answers in its stead with a failure. */
    @FunctionalInterface
    public interface Hook {
        Optional<Failure> before(Operation operation, Call call);
    }

    /** As OpenBao's limit on strings has it. */
    private static final int MOST_AT_ONCE = 249;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private record Version(long createdAt, SecretKeySpec key) {}

    /** The key as one OpenBao node knows it. */
    private record Key(TreeMap<Integer, Version> versions, int minDecryption, int minEncryption) {
        Key with(int number, Instant at, SecretKeySpec key) {
            var more = new TreeMap<>(versions);
            more.put(number, new Version(at.getEpochSecond(), key));
            return new Key(more, minDecryption, minEncryption);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<Operation, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicBoolean corruptNextWrap = new AtomicBoolean();
    private volatile Hook hook = (operation, call) -> Optional.empty();
    private volatile Set<KeyFinding> findings = Set.of();
    private volatile boolean upsertAllowed;
    private boolean lagging;
    private Key written;
    private volatile Key served;

    /** @param created creation time of version 1 */
    public InMemoryTransit(Instant created) {
        written = new Key(new TreeMap<>(), 1, 0).with(1, created, newKey());
        served = written;
    }

    public synchronized void rotate(Instant at) {
        write(key -> key.with(key.versions.lastKey() + 1, at, newKey()));
    }

    /** Another key under the same name, with version 1 only. */
    public synchronized void recreate(Instant at) {
        write(key -> new Key(new TreeMap<>(), 1, 0).with(1, at, newKey()));
    }

    /** As after a restore from an older backup. */
    public synchronized void forgetLatest() {
        write(key -> new Key(new TreeMap<>(key.versions.headMap(key.versions.lastKey())), 1, 0));
    }

    public synchronized void minDecryptionVersion(int version) {
        write(key -> new Key(key.versions, version, key.minEncryption));
    }

    public synchronized void minEncryptionVersion(int version) {
        write(key -> new Key(key.versions, key.minDecryption, version));
    }

    /** While set, everything is served from the key as it was at this moment, as by a standby that is behind. */
    public synchronized void lag(boolean behind) {
        lagging = behind;
        write(UnaryOperator.identity());
    }

    public void upsertAllowed(boolean allowed) {
        upsertAllowed = allowed;
    }

    public void findings(Set<KeyFinding> found) {
        findings = found;
    }

    /** The next Encrypt answers a well-formed, authentic ciphertext of other bytes. */
    public void corruptNextWrap() {
        corruptNextWrap.set(true);
    }

    public void hook(Hook next) {
        hook = next;
    }

    /** From now on this operation, and no other, fails. */
    public void fail(Operation failing, Failure failure) {
        hook = (operation, call) -> operation == failing ? Optional.of(failure) : Optional.empty();
    }

    /** From now on everything fails. */
    public void failAll(Failure failure) {
        hook = (operation, call) -> Optional.of(failure);
    }

    /** Takes the hook away. */
    public void heal() {
        hook = (operation, call) -> Optional.empty();
    }

    public int calls(Operation operation) {
        return calls.getOrDefault(operation, 0);
    }

    public int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Outcome<KeyMetadata> readKey(Call call) {
        return asked(Operation.READ_KEY, call).map(key -> {
            var createdAt = new TreeMap<Integer, Long>();
            key.versions
                    .tailMap(key.minDecryption)
                    .forEach((number, version) -> createdAt.put(number, version.createdAt));
            return new KeyMetadata(key.versions.lastKey(), key.minDecryption, key.minEncryption, createdAt, findings);
        });
    }

    @Override
    public Outcome<Boolean> upsertAllowed(Call call) {
        return asked(Operation.UPSERT_ALLOWED, call).map(key -> upsertAllowed);
    }

    @Override
    public Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call) {
        return asked(Operation.ENCRYPT, call).then(key -> wrap(key, version, plaintext, aad));
    }

    @Override
    public Outcome<TransitCiphertext> encryptWithLatest(SecretBytes plaintext, Aad aad, Call call) {
        return asked(Operation.ENCRYPT, call).then(key -> wrap(key, key.versions.lastKey(), plaintext, aad));
    }

    private Outcome<TransitCiphertext> wrap(Key key, int number, SecretBytes plaintext, Aad aad) {
        if (number < key.minEncryption) {
            return Outcome.failed(new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        }
        return usable(key, number)
                .map(usable -> plaintext.exposeTo(bytes -> seal(usable, bytes, aad)))
                .then(body -> TransitCiphertext.parse(
                        "vault:v" + number + ":" + Base64.getEncoder().encodeToString(body)));
    }

    @Override
    public Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call) {
        return asked(Operation.DECRYPT, call)
                .then(key -> usable(key, ciphertext.version()))
                .then(usable -> open(usable, body(ciphertext), aad));
    }

    @Override
    public int mostAtOnce() {
        return MOST_AT_ONCE;
    }

    @Override
    public Outcome<List<Outcome<SecretBytes>>> decryptAll(List<Sealed> each, Call call) {
        if (each.isEmpty() || each.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(each.size() + " at once");
        }
        return asked(Operation.DECRYPT_ALL, call)
                .map(key -> each.stream()
                        .map(one -> usable(key, one.ciphertext().version())
                                .then(usable -> open(usable, body(one.ciphertext()), one.aad())))
                        .toList());
    }

    private static byte[] body(TransitCiphertext ciphertext) {
        return Base64.getDecoder()
                .decode(ciphertext.text().substring(ciphertext.text().lastIndexOf(":") + 1));
    }

    private Outcome<Key> asked(Operation operation, Call call) {
        calls.merge(operation, 1, Integer::sum);
        Optional<Failure> failure = hook.before(operation, call);
        if (failure.isPresent()) {
            return Outcome.failed(failure.get());
        }
        return call.budget().spent() ? Outcome.failed(new Timeout()) : Outcome.ok(served);
    }

    private static Outcome<SecretKeySpec> usable(Key key, int number) {
        Version version = key.versions.get(number);
        if (version == null) {
            // As the adapter has it: a version that is not known yet is a standby behind its leader.
            return Outcome.failed(new Unreachable("this node of the key does not answer"));
        }
        return number < key.minDecryption
                ? Outcome.failed(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION))
                : Outcome.ok(version.key);
    }

    private byte[] seal(SecretKeySpec key, byte[] plaintext, Aad aad) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = plaintext.clone();
        if (corruptNextWrap.compareAndSet(true, false) && sealed.length > 0) {
            sealed[0] ^= 1;
        }
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(sealed);
            return ByteBuffer.allocate(NONCE_BYTES + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static Outcome<SecretBytes> open(SecretKeySpec key, byte[] body, Aad aad) {
        byte[] nonce = Arrays.copyOf(body, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, aad);
            return Outcome.ok(SecretBytes.adopting(cipher.doFinal(body, NONCE_BYTES, body.length - NONCE_BYTES)));
        } catch (AEADBadTagException e) {
            return Outcome.failed(new NotAuthentic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, Aad aad) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
        cipher.updateAAD(aad.bytes());
        return cipher;
    }

    private SecretKeySpec newKey() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    private void write(UnaryOperator<Key> change) {
        written = change.apply(written);
        if (!lagging) {
            served = written;
        }
    }
}
