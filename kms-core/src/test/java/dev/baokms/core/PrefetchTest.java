package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.continuity.HeldView;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeds that were asked for before a restart are there when they are asked for after it. */
class PrefetchTest {
    private static final Unreachable UNREACHABLE = new Unreachable("the server does not answer");

    private Bench bench = Bench.ready();

    private static byte[] seed(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    private List<Bench.Stored> stored(int count) {
        return IntStream.range(0, count).mapToObj(i -> bench.stored(seed(i))).toList();
    }

    /** As a daemon that was stopped and is started again. */
    private void restart() {
        bench.provider.finish();
        bench.restart();
        bench.probe();
    }

    private int single() {
        return bench.transit.calls(Operation.DECRYPT);
    }

    @Test
    void aThousandSeeds_takeFiveRequestsAndNoneWhenAskedFor() {
        List<Bench.Stored> all = stored(1000);

        restart();
        int before = single();
        for (int i = 0; i < all.size(); i++) {
            assertThat(bytes(bench.decrypt(all.get(i)))).isEqualTo(seed(i));
        }

        assertThat(bench.transit.calls(Operation.DECRYPT_ALL)).isEqualTo(5);
        assertThat(single()).isEqualTo(before);
        assertThat(bench.events).contains(new Event.SeedsUnwrapped(1000, 0, 5));
        assertThat(bench.events.stream().filter(Event.HeldAnswered.class::isInstance))
                .hasSize(1000);
    }

    @Test
    void heldSeed_isAskedForAgainOnceItsTimeHasPassed() {
        Bench.Stored stored = stored(1).getFirst();
        restart();
        bench.pass(Duration.ofMinutes(10));
        bench.probe();
        int before = single();

        assertThat(bytes(bench.decrypt(stored))).isEqualTo(seed(0));

        assertThat(single()).isEqualTo(before + 1);
        assertThat(bench.provider.view().held().seeds()).isZero();
    }

    @Test
    void heldAnswer_isConfirmedByAProbeThatComesSoon() {
        Bench.Stored stored = stored(1).getFirst();
        restart();
        bench.events.clear();
        bytes(bench.decrypt(stored));
        assertThat(bench.events).doesNotContain(new Event.ProbeWanted());

        bench.pass(Duration.ofSeconds(6));
        bytes(bench.decrypt(stored));

        assertThat(bench.events).contains(new Event.ProbeWanted());
    }

    @Test
    void contradiction_isRefusedBeforeAnythingHeldIsLookedAt() {
        Bench.Stored stored = stored(1).getFirst();
        restart();
        Map<String, byte[]> others = new HashMap<>(stored.annotations());
        others.put("transit-key-version.kms.openbao.org", new byte[] {'2'});

        assertThat(failure(bench.decrypt(stored.withAnnotations(others)))).isInstanceOf(Mismatch.class);
    }

    static List<Failure> noes() {
        return List.of(
                new Failure.Denied(),
                new Failure.Sealed(),
                new Failure.LoginFailed("the credential was refused", true),
                new UnsafeKey(KeyFinding.KEY_MISSING),
                new UnsafeKey(KeyFinding.SOFT_DELETED),
                new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION),
                new Failure.VerifyFailed());
    }

    @ParameterizedTest
    @MethodSource("noes")
    void no_thatLiveTrafficHears_erasesWhatIsHeld(Failure no) {
        Bench.Stored stored = stored(1).getFirst();
        restart();
        bench.transit.failAll(no);

        failure(bench.encrypt(seed(7)));

        assertThat(bench.provider.view().held().seeds()).isZero();
        assertThat(failure(bench.decrypt(stored))).isEqualTo(no);
    }

    @ParameterizedTest
    @MethodSource("noes")
    void no_thatAProbeHears_erasesWhatIsHeld(Failure no) {
        stored(1);
        restart();
        bench.transit.failAll(no);

        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        assertThat(bench.provider.view().held().seeds()).isZero();
        assertThat(bench.events).contains(new Event.HeldErased(Optional.of(no), 1, 0, 0));
    }

    @Test
    void hiddenVersion_losesItsSeedsAndNoOthers() {
        Bench.Stored old = stored(1).getFirst();
        bench.switchToNewVersion();
        Bench.Stored young = bench.stored(seed(1));
        restart();
        bench.transit.minDecryptionVersion(2);
        bench.pass(Duration.ofMinutes(5));
        bench.probe();
        int before = single();

        assertThat(failure(bench.decrypt(old))).isEqualTo(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION));
        assertThat(bytes(bench.decrypt(young))).isEqualTo(seed(1));
        assertThat(single()).isEqualTo(before + 1);
    }

    @Test
    void seedThatDoesNotOpen_failsAloneAndIsForgotten() {
        Bench.Stored good = stored(1).getFirst();
        bench.transit.corruptNextWrap();
        failure(bench.encrypt(seed(1)));
        Bench.Stored foreign =
                new Bench.Stored(bench.elsewhere(1, Bench.START).ciphertext(), good.keyId(), good.annotations());
        bench.seeds.save(List.of(wrapped(foreign), wrapped(good)));
        bench.restart();
        bench.probe();

        assertThat(bench.events).contains(new Event.SeedsUnwrapped(1, 1, 1));
        assertThat(bytes(bench.decrypt(good))).isEqualTo(seed(0));
        bench.provider.finish();
        assertThat(bench.seeds.load()).containsExactly(wrapped(good));
    }

    private static StoredSeed wrapped(Bench.Stored stored) {
        return new StoredSeed(value(SeedCiphertext.parse(stored.ciphertext())), value(KeyId.parse(stored.keyId())));
    }

    @Test
    void batchesThatAreRefused_areTriedTwiceAndThenLeftToThoseWhoAsk() {
        List<Bench.Stored> all = stored(600);
        bench.transit.fail(Operation.DECRYPT_ALL, UNREACHABLE);

        restart();

        assertThat(bench.transit.calls(Operation.DECRYPT_ALL)).isEqualTo(2);
        assertThat(bytes(bench.decrypt(all.get(5)))).isEqualTo(seed(5));
    }

    @Test
    void seedThatIsBeingUnwrapped_isWaitedFor() {
        Bench.Stored stored = stored(1).getFirst();
        bench.provider.finish();
        bench.restart();
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        bench.transit.hook((operation, call) -> {
            if (operation == Operation.DECRYPT_ALL) {
                reached.countDown();
                Threads.await(released);
            }
            return Optional.empty();
        });
        try (var threads = new Threads()) {
            var probe = threads.start(bench::probe);
            Threads.await(reached);
            int before = single();
            var asked = threads.start(() -> bench.decrypt(stored));
            threads.awaitAllParked();
            released.countDown();

            assertThat(bytes(Threads.result(asked))).isEqualTo(seed(0));
            assertThat(single()).isEqualTo(before);
            Threads.result(probe);
        }
    }

    @Test
    void failedProbe_letsThoseGoWhoWait() {
        Bench.Stored stored = stored(1).getFirst();
        bench.provider.finish();
        bench.restart();
        bench.transit.fail(Operation.READ_KEY, UNREACHABLE);
        bench.probe();

        assertThat(bytes(bench.decrypt(stored))).isEqualTo(seed(0));
    }

    @Test
    void seedsOfRetiredOrUnknownKeys_areNotAskedFor() {
        Bench.Stored stored = stored(1).getFirst();
        bench.seeds.save(List.of(wrapped(bench.elsewhere(9, Bench.START)), wrapped(stored)));
        bench.restart();
        bench.probe();

        assertThat(bench.events).contains(new Event.SeedsUnwrapped(1, 0, 1));
    }

    @Test
    void burstOfSeeds_isOneWrite() {
        int before = bench.seeds.saves();
        stored(50);
        bench.probe();
        bench.pass(Duration.ofSeconds(5));
        stored(50);
        bench.probe();

        assertThat(bench.seeds.saves() - before).isEqualTo(1);

        bench.pass(Duration.ofSeconds(30));
        bench.probe();

        assertThat(bench.seeds.saves() - before).isEqualTo(2);
        assertThat(bench.seeds.load()).hasSize(100);
    }

    @Test
    void fullDisk_isSaidOnceAndInNobodysWay() {
        bench.seeds.fail("the disk is full");
        Bench.Stored stored = stored(1).getFirst();
        for (int i = 0; i < 3; i++) {
            bench.pass(Duration.ofMinutes(1));
            bench.probe();
        }

        assertThat(bytes(bench.decrypt(stored))).isEqualTo(seed(0));
        assertThat(bench.events.stream().filter(Event.NotKept.class::isInstance))
                .containsExactly(new Event.NotKept(Event.Keeping.WRAPPED_SEEDS, "the disk is full"));
    }

    @Test
    void switchedOff_takesAwayWhatWasSaved() {
        stored(1);
        bench.provider.finish();
        var off = new ContinuitySettings(false, ContinuitySettings.ContinuityLevel.OFF, Duration.ofHours(4), false);
        var other = new Bench(ProviderSettings.defaults("1.2.3").with(off), UnaryOperator.identity());
        other.seeds.save(bench.seeds.load());
        other.probe();

        assertThat(other.seeds.load()).isEmpty();
        assertThat(other.transit.calls(Operation.DECRYPT_ALL)).isZero();
    }

    @Test
    void withoutOutageRights_nothingIsAnsweredInOne() {
        Bench.Stored stored = stored(1).getFirst();
        bench.transit.failAll(UNREACHABLE);
        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        assertThat(failure(bench.encrypt(seed(3)))).isEqualTo(UNREACHABLE);
        assertThat(failure(bench.decrypt(stored))).isEqualTo(UNREACHABLE);
        assertThat(bench.provider.view().held()).isEqualTo(HeldView.NONE);
    }
}
