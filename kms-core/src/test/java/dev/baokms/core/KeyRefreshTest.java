package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyRefreshTest {
    private static final byte[] SEED = {1, 2, 3, 4};

    private final Bench bench = Bench.ready();
    private final Bench.Stored stored = bench.stored(SEED);
    private int asked = 100_000;
    private final int before = bench.transit.calls(Operation.READ_KEY);

    @Test
    void newVersionOfAnotherNode_isFoundByOneRead() {
        bench.transit.rotate(bench.clock.get());
        Bench.Stored elsewhere = bench.storedElsewhere(2, bench.clock.get(), SEED);

        assertThat(bytes(bench.decrypt(elsewhere))).isEqualTo(SEED);
        assertThat(bytes(bench.decrypt(elsewhere))).isEqualTo(SEED);
        assertThat(reads()).isEqualTo(1);
        assertThat(bench.activeVersion()).isEqualTo(1);
    }

    @Test
    void refresh_isNamedAsTheCause() {
        var cause = new AtomicReference<Call.Cause>();
        bench.transit.hook((operation, call) -> {
            cause.set(call.cause());
            return Optional.empty();
        });
        failure(bench.decrypt(unknown(1)));

        assertThat(cause.get()).isEqualTo(Call.Cause.DISCOVERY);
    }

    @Test
    void beforeTheFirstProbe_refreshAloneIsEnoughToDecrypt() {
        var other = new Bench();
        Bench.Stored elsewhere = other.storedElsewhere(1, Bench.START.minusSeconds(3600), SEED);

        assertThat(bytes(other.decrypt(elsewhere))).isEqualTo(SEED);
    }

    @Test
    void idLookedForInVain_isRememberedForHalfAMinute() {
        assertThat(failure(bench.decrypt(unknown(1)))).isEqualTo(new UnknownKey());
        assertThat(failure(bench.decrypt(unknown(1)))).isEqualTo(new UnknownKey());
        bench.pass(Duration.ofMillis(29_999));
        assertThat(failure(bench.decrypt(unknown(1)))).isEqualTo(new UnknownKey());
        assertThat(reads()).isEqualTo(1);

        bench.pass(Duration.ofMillis(1));
        failure(bench.decrypt(unknown(1)));

        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void rememberedId_isKnownAsSoonAsAnyReadShowsIt() {
        bench.transit.rotate(bench.clock.get());
        Bench.Stored elsewhere = bench.storedElsewhere(2, bench.clock.get(), SEED);
        var hidden = new Bench();
        hidden.probe();
        assertThat(failure(hidden.decrypt(elsewhere))).isEqualTo(new UnknownKey());

        hidden.transit.rotate(hidden.clock.get());
        hidden.probe();

        assertThat(failure(hidden.decrypt(elsewhere))).isEqualTo(new NotAuthentic());
    }

    @Test
    void floodOfUnknownIds_readsAtMostBurstAndRefill() {
        flood(1000);
        assertThat(reads()).isEqualTo(5);

        bench.pass(Duration.ofMillis(4_999));
        flood(1000);
        assertThat(reads()).isEqualTo(5);
        bench.pass(Duration.ofMillis(1));
        flood(1000);
        assertThat(reads()).isEqualTo(6);

        bench.pass(Duration.ofHours(1));
        flood(1000);
        assertThat(reads()).isEqualTo(11);
    }

    @Test
    void floodDoesNotTouchKnownIds() {
        flood(100);

        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
    }

    @Test
    void clockBackward_neitherRefillsNorBlocksForLong() {
        flood(10);
        bench.pass(Duration.ofHours(-1));
        assertThat(refusals(10)).allSatisfy(KeyRefreshTest::isBusyWithUnknownIds);
        assertThat(reads()).isEqualTo(5);

        bench.pass(Duration.ofSeconds(5));
        flood(10);

        assertThat(reads()).isEqualTo(6);
    }

    @Test
    void spentBudgetAfterAFailedRead_isBusyUntilTheNextRead() {
        flood(4);
        bench.transit.fail(Operation.READ_KEY, new Sealed());
        assertThat(failure(bench.decrypt(unknown(0)))).isEqualTo(new Sealed());
        bench.transit.heal();

        assertThat(refusals(10)).allSatisfy(KeyRefreshTest::isBusyWithUnknownIds);
        assertThat(reads()).isEqualTo(5);

        bench.pass(Duration.ofSeconds(5));
        flood(10);
        assertThat(reads()).isEqualTo(6);
    }

    @Test
    void spentBudgetAfterALaggingRead_isBusyUntilACompleteOne() {
        bench.transit.rotate(bench.clock.get());
        bench.pass(Duration.ofSeconds(30));
        bench.probe();
        bench.transit.forgetLatest();
        int before = bench.transit.calls(Operation.READ_KEY);
        assertThat(refusals(5)).allSatisfy(refusal -> assertThat(refusal).isEqualTo(new UnknownKey()));

        assertThat(refusals(10)).allSatisfy(KeyRefreshTest::isBusyWithUnknownIds);
        assertThat(bench.transit.calls(Operation.READ_KEY) - before).isEqualTo(5);

        bench.transit.rotate(bench.clock.get());
        bench.pass(Duration.ofSeconds(5));
        flood(10);
    }

    @Test
    void failedRead_isTheFailureAndIsNotRemembered() {
        bench.transit.fail(Operation.READ_KEY, new Sealed());
        assertThat(failure(bench.decrypt(unknown(1)))).isEqualTo(new Sealed());
        bench.transit.heal();

        assertThat(failure(bench.decrypt(unknown(1)))).isEqualTo(new UnknownKey());
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void concurrentUnknownIds_shareOneRead() {
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        blockReads(reached, released);
        var running = new ArrayList<CompletableFuture<Outcome<SecretBytes>>>();
        try (var threads = new Threads()) {
            running.add(threads.start(() -> bench.decrypt(unknown(0))));
            Threads.await(reached);
            for (int i = 1; i < 20; i++) {
                Bench.Stored unknown = unknown(i % 3);
                running.add(threads.start(() -> bench.decrypt(unknown)));
            }
            threads.awaitAllParked();
            released.countDown();
        }

        assertThat(running)
                .allSatisfy(each -> assertThat(failure(Threads.result(each))).isEqualTo(new UnknownKey()));
        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void waitingForAReadOfOthers_keepsToTheBudget() {
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        blockReads(reached, released);
        try (var threads = new Threads()) {
            var reader = threads.start(() -> bench.decrypt(unknown(0)));
            Threads.await(reached);
            Budget little = Budget.starting(System::nanoTime, Duration.ofMillis(20));

            assertThat(failure(bench.decrypt(unknown(1), little))).isEqualTo(new Timeout());
            assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);

            released.countDown();
            assertThat(failure(Threads.result(reader))).isEqualTo(new UnknownKey());
        }
    }

    private void blockReads(CountDownLatch reached, CountDownLatch released) {
        bench.transit.hook((operation, call) -> {
            if (operation == Operation.READ_KEY) {
                reached.countDown();
                Threads.await(released);
            }
            return Optional.empty();
        });
    }

    /** What Decrypts of so many new ids are refused with. */
    private List<Failure> refusals(int ids) {
        int from = asked;
        asked += ids;
        return IntStream.range(from, asked)
                .mapToObj(i -> failure(bench.decrypt(unknown(i))))
                .toList();
    }

    /** Each id is new, and known not to exist, whether it was read for or not. */
    private void flood(int ids) {
        assertThat(refusals(ids)).allSatisfy(refusal -> assertThat(refusal).isEqualTo(new UnknownKey()));
    }

    private static void isBusyWithUnknownIds(Failure refusal) {
        assertThat(refusal).isInstanceOfSatisfying(Busy.class, busy -> {
            assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            assertThat(busy.problem()).contains("key_ids that are not known");
        });
    }

    private int reads() {
        return bench.transit.calls(Operation.READ_KEY) - before;
    }

    /** The stored object under an id that is well-formed and of no key. */
    private Bench.Stored unknown(int i) {
        return stored.withKeyId(
                KeyId.derive(Bench.SCOPE, new KeyVersion(99, 1 + i)).value());
    }
}
