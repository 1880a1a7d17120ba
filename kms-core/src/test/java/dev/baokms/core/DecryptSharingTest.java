package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DecryptSharingTest {
    private static final byte[] SEED = {1, 2, 3, 4};
    private static final int FOLLOWERS = 20;

    private final Bench bench = Bench.ready();
    private final Bench.Stored stored = bench.stored(SEED);
    private final int before = bench.transit.calls(Operation.DECRYPT);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void identicalRequests_makeOneCallAndOwnTheirCopies() {
        block(Optional::empty);
        List<Outcome<SecretBytes>> results = leaderAndFollowers();

        assertThat(bench.transit.calls(Operation.DECRYPT) - before).isEqualTo(1);
        value(results.getFirst()).close();
        assertThat(results.stream().skip(1))
                .allSatisfy(result -> assertThat(bytes(result)).isEqualTo(SEED));
    }

    @Test
    void nothingIsKept_afterTheCall() {
        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);

        assertThat(bench.transit.calls(Operation.DECRYPT) - before).isEqualTo(2);
    }

    @Test
    void differentRequests_doNotShare() {
        Bench.Stored other = bench.stored(new byte[] {9});
        block(Optional::empty);
        try (var threads = new Threads()) {
            var one = threads.start(() -> bench.decrypt(stored));
            Threads.await(reached);
            assertThat(bytes(bench.decrypt(other))).containsExactly(9);
            released.countDown();

            assertThat(bytes(Threads.result(one))).isEqualTo(SEED);
        }
    }

    @Test
    void failureOfTheSharedCall_isEverybodysAndOfThisCallOnly() {
        block(() -> Optional.of(new Failure.Sealed()));

        assertThat(leaderAndFollowers())
                .allSatisfy(result -> assertThat(failure(result)).isEqualTo(new Failure.Sealed()));
        assertThat(bench.transit.calls(Operation.DECRYPT) - before).isEqualTo(1);
        bench.transit.heal();
        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
    }

    @Test
    void timeoutOfTheLeader_isNotTheFollowers() {
        var first = new AtomicBoolean(true);
        block(() -> first.getAndSet(false) ? Optional.of(new Timeout()) : Optional.empty());
        List<Outcome<SecretBytes>> results = leaderAndFollowers();

        assertThat(failure(results.getFirst())).isEqualTo(new Timeout());
        assertThat(results.stream().skip(1))
                .allSatisfy(result -> assertThat(bytes(result)).isEqualTo(SEED));
    }

    @Test
    void followerWithLessTime_doesNotWaitForTheLeader() {
        block(Optional::empty);
        try (var threads = new Threads()) {
            var leader = threads.start(() -> bench.decrypt(stored));
            Threads.await(reached);
            Budget little = Budget.starting(System::nanoTime, Duration.ofMillis(20));

            assertThat(failure(bench.decrypt(stored, little))).isEqualTo(new Timeout());

            released.countDown();
            assertThat(bytes(Threads.result(leader))).isEqualTo(SEED);
        }
    }

    @Test
    void interruptedFollower_leavesAtOnce() {
        block(Optional::empty);
        try (var threads = new Threads()) {
            var leader = threads.start(() -> bench.decrypt(stored));
            Threads.await(reached);
            var follower = threads.start(() -> bench.decrypt(stored));
            threads.awaitAllParked();
            threads.last().interrupt();

            assertThat(failure(Threads.result(follower))).isEqualTo(new Timeout());

            released.countDown();
            assertThat(bytes(Threads.result(leader))).isEqualTo(SEED);
        }
    }

    @Test
    void bugInTheSharedCall_neitherHangsNorPoisons() {
        block(() -> {
            throw new IllegalArgumentException("a bug");
        });
        try (var threads = new Threads()) {
            var leader = threads.start(() -> bench.decrypt(stored));
            Threads.await(reached);
            var follower = threads.start(() -> bench.decrypt(stored));
            threads.awaitAllParked();
            released.countDown();

            assertThatThrownBy(() -> Threads.result(leader)).hasRootCauseMessage("a bug");
            assertThatThrownBy(() -> Threads.result(follower)).hasRootCauseMessage("a bug");
        }
        bench.transit.heal();
        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
    }

    @Test
    void spentBudget_asksNobody() {
        assertThat(failure(bench.decrypt(stored, () -> Duration.ZERO))).isEqualTo(new Timeout());
        assertThat(bench.transit.calls(Operation.DECRYPT)).isEqualTo(before);
    }

    /** The first Decrypt waits until released; it and later ones then go on as said. */
    private void block(Supplier<Optional<Failure>> then) {
        bench.transit.hook((operation, call) -> {
            if (operation != Operation.DECRYPT || (reached.getCount() == 0 && released.getCount() != 0)) {
                return Optional.empty();
            }
            reached.countDown();
            Threads.await(released);
            return then.get();
        });
    }

    private List<Outcome<SecretBytes>> leaderAndFollowers() {
        var running = new ArrayList<CompletableFuture<Outcome<SecretBytes>>>();
        try (var threads = new Threads()) {
            running.add(threads.start(() -> bench.decrypt(stored)));
            Threads.await(reached);
            for (int i = 0; i < FOLLOWERS; i++) {
                running.add(threads.start(() -> bench.decrypt(stored)));
            }
            threads.awaitAllParked();
            released.countDown();
        }
        return running.stream().map(Threads::result).toList();
    }
}
