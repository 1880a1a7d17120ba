package dev.baokms.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.Kms;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Wraps by writing the plaintext after 28 zeros, so that every answer can be traced to its request. */
final class FakeKms implements Kms {
    static final KeyScope SCOPE = new KeyScope("fake", "cluster", "bao", Optional.empty(), "mount", "lineage");
    static final KeyVersion VERSION = new KeyVersion(1, 1715803200L);
    static final KeyId KEY_ID = KeyId.derive(SCOPE, VERSION);
    private static final int HEAD_BYTES = 28;
    private static final CountDownLatch OPEN = new CountDownLatch(0);

    /** Runs first in every method: may fail or throw. */
    volatile Supplier<Optional<Failure>> before = Optional::empty;

    private volatile CountDownLatch held = OPEN;

    final Queue<SecretBytes> lent = new ConcurrentLinkedQueue<>();
    final Queue<Budget> budgets = new ConcurrentLinkedQueue<>();
    final Queue<RequestUid> uids = new ConcurrentLinkedQueue<>();

    /** Encrypt and Decrypt wait for the gate from now on; Status never waits, as a {@link Kms} promises. */
    void holdUntil(CountDownLatch gate) {
        held = gate;
    }

    /** Nothing waits any more, and nothing fails. */
    void behave() {
        held = OPEN;
        before = Optional::empty;
    }

    @Override
    public Outcome<StatusReport> status() {
        return unlessFailing(() -> new StatusReport(Optional.empty(), KEY_ID));
    }

    @Override
    public Outcome<Wrapped> encrypt(SecretBytes plaintext, RequestUid uid, Budget budget) {
        lent.add(plaintext);
        budgets.add(budget);
        uids.add(uid);
        awaitTurn();
        return unlessFailing(() -> new Wrapped(wrap(plaintext), KEY_ID, Annotations.of(SCOPE, VERSION, "fake")));
    }

    @Override
    public Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, RequestUid uid, Budget budget) {
        budgets.add(budget);
        uids.add(uid);
        awaitTurn();
        return unlessFailing(() -> {
            var body = new String(ciphertext, US_ASCII).substring("vault:v1:".length());
            byte[] bytes = Base64.getDecoder().decode(body);
            var plaintext = SecretBytes.adopting(Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length));
            lent.add(plaintext);
            return plaintext;
        });
    }

    private void awaitTurn() {
        try {
            if (!held.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the gate stayed shut");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> Outcome<T> unlessFailing(Supplier<T> answer) {
        return before.get().<Outcome<T>>map(Outcome::failed).orElseGet(() -> Outcome.ok(answer.get()));
    }

    static boolean isWiped(SecretBytes secret) {
        try {
            return secret.exposeTo(bytes -> false);
        } catch (IllegalStateException wiped) {
            return true;
        }
    }

    private static TransitCiphertext wrap(SecretBytes plaintext) {
        byte[] body = plaintext.exposeTo(bytes -> {
            byte[] whole = new byte[HEAD_BYTES + bytes.length];
            System.arraycopy(bytes, 0, whole, HEAD_BYTES, bytes.length);
            return whole;
        });
        String text = "vault:v1:" + Base64.getEncoder().encodeToString(body);
        return switch (TransitCiphertext.parse(text)) {
            case Outcome.Ok<TransitCiphertext>(TransitCiphertext ciphertext) -> ciphertext;
            case Outcome.Failed<TransitCiphertext>(Failure failure) ->
                throw new IllegalArgumentException(failure.reason());
        };
    }
}
