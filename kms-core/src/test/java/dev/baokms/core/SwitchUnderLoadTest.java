package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.value;
import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rotations are published while requests run. */
class SwitchUnderLoadTest {
    private static final byte[] SEED = {1, 2, 3, 4};
    private static final int SWITCHES = 40;

    private final Bench bench = Bench.ready();
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    /** What one operation named, between two moments of one total order. */
    private record Operation(boolean status, long invoked, KeyId keyId, long returned) {}

    /** I4: id, annotations, associated data and Transit version of each answer name one version. */
    @Test
    void everyAnswer_isOfOneSnapshot() {
        List<Kms.Wrapped> answers = underLoad(3, () -> value(bench.encrypt(SEED)));

        assertThat(answers.stream().map(Kms.Wrapped::keyId).distinct().count()).isGreaterThan(2);
        for (Kms.Wrapped answer : answers) {
            DerivedKey entry = entry(answer.keyId());
            Annotations expected = Annotations.of(Bench.SCOPE, entry.version(), "1.2.3");
            assertThat(answer.ciphertext().version()).isEqualTo(entry.version().number());
            assertThat(answer.annotations().encoded()).containsExactlyEntriesOf(expected.encoded());
            assertThat(bytes(bench.transit.decrypt(
                            (TransitCiphertext) answer.ciphertext(),
                            entry.aad(),
                            Call.of(Call.Cause.SERVE, Bench.AMPLE))))
                    .isEqualTo(SEED);
        }
    }

    /** I3: once any Status has returned B, nothing invoked later returns A. */
    @Test
    void history_isLinearizable() {
        var turn = new AtomicLong();
        List<Operation> history = underLoad(4, () -> observed(turn.getAndIncrement() % 2 == 0)).stream()
                .sorted(comparingLong(Operation::invoked))
                .toList();
        List<Operation> statuses = history.stream()
                .filter(Operation::status)
                .sorted(comparingLong(Operation::returned))
                .toList();
        int shown = 0;
        int next = 0;
        for (Operation operation : history) {
            while (next < statuses.size() && statuses.get(next).returned < operation.invoked) {
                shown = Math.max(shown, number(statuses.get(next).keyId));
                next++;
            }
            assertThat(number(operation.keyId)).isGreaterThanOrEqualTo(shown);
        }
        assertThat(shown).as("switches seen").isGreaterThan(2);
    }

    private Operation observed(boolean status) {
        long invoked = tickets.getAndIncrement();
        KeyId keyId = status
                ? value(bench.provider.status()).keyId()
                : value(bench.encrypt(SEED)).keyId();
        return new Operation(status, invoked, keyId, tickets.getAndIncrement());
    }

    /** Repeats the work on some threads while the key is rotated, with some work between any two switches. */
    private <T> List<T> underLoad(int count, Callable<T> work) {
        var results = new ArrayList<CompletableFuture<List<T>>>();
        var done = new AtomicLong();
        try (var threads = new Threads()) {
            for (int i = 0; i < count; i++) {
                results.add(threads.start(() -> {
                    var own = new ArrayList<T>();
                    while (!over.get()) {
                        own.add(work.call());
                        done.incrementAndGet();
                    }
                    return own;
                }));
            }
            try {
                for (int i = 0; i < SWITCHES; i++) {
                    bench.switchToNewVersion();
                    long before = done.get();
                    Threads.await(() -> done.get() >= before + count);
                }
            } finally {
                over.set(true);
            }
        }
        return results.stream().map(Threads::result).flatMap(List::stream).toList();
    }

    private DerivedKey entry(KeyId id) {
        return value(bench.snapshot().keyring().find(id));
    }

    private int number(KeyId id) {
        return entry(id).version().number();
    }
}
