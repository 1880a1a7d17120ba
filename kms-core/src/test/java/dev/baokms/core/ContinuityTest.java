package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.Retirement;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An outage is answered by what is held, while the lease lasts and no one has said no. */
class ContinuityTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] OTHER_SEED = "fedcba9876543210fedcba9876543210".getBytes(US_ASCII);
    private static final Unreachable UNREACHABLE = new Unreachable("the server does not answer");

    private final Bench bench = bench(ContinuityLevel.PROCESS, false);

    private static Bench bench(ContinuityLevel level, boolean ready) {
        var settings = new ContinuitySettings(true, level, Duration.ofHours(4), ready);
        var bench = new Bench(ProviderSettings.defaults("1.2.3").with(settings), UnaryOperator.identity());
        bench.probe();
        return bench;
    }

    private void outage() {
        bench.transit.failAll(UNREACHABLE);
        bench.pass(Duration.ofMinutes(5));
        bench.probe();
    }

    @Test
    void outage_isAnsweredUnderTheSameKey() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        int calls = bench.transit.calls();

        Bench.Stored during = bench.stored(OTHER_SEED);

        assertThat(new String(during.ciphertext(), US_ASCII)).startsWith("obc1:vault:v1:");
        assertThat(during.ciphertext()).hasSizeLessThan(260);
        assertThat(during.keyId()).isEqualTo(before.keyId());
        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
        assertThat(bytes(bench.decrypt(during))).isEqualTo(OTHER_SEED);
        assertThat(bench.transit.calls())
                .as("no one waits for a server that is away")
                .isEqualTo(calls);
    }

    @Test
    void firstCallsOfAnOutage_areAnsweredBeforeAProbeHasNoticed() {
        Bench.Stored before = bench.stored(SEED);
        bench.events.clear();
        bench.transit.failAll(UNREACHABLE);

        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
        assertThat(bench.events).contains(new Event.ProbeWanted());
        assertThat(bench.stored(OTHER_SEED).ciphertext()).startsWith("obc1:".getBytes(US_ASCII));
    }

    @Test
    void timeoutOfACallerWithoutTime_isNoOutage() {
        Bench.Stored before = bench.stored(SEED);
        bench.transit.failAll(new Timeout());

        assertThat(failure(bench.decrypt(before, () -> Duration.ofMillis(20)))).isEqualTo(new Timeout());
        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
    }

    @Test
    void objectOfAnOutage_opensOnANodeWithEmptyMemory() {
        outage();
        Bench.Stored during = bench.stored(SEED);
        bench.transit.heal();
        bench.survivor.erase();
        bench.disk.set(KeyringState.EMPTY);
        bench.restart();
        bench.probe();

        assertThat(bytes(bench.decrypt(during))).isEqualTo(SEED);
    }

    @Test
    void objectOfAnOutage_isBoundToItsKeyAndSaysSo() {
        outage();
        Bench.Stored during = bench.stored(SEED);
        bench.transit.heal();
        bench.probe();
        Map<String, byte[]> silent = new HashMap<>(during.annotations());
        assertThat(silent.remove("mode.kms.openbao.org")).isEqualTo("continuity".getBytes(US_ASCII));
        Map<String, byte[]> loud = new HashMap<>(bench.stored(SEED).annotations());
        loud.put("mode.kms.openbao.org", "continuity".getBytes(US_ASCII));

        assertThat(failure(bench.decrypt(during.withAnnotations(silent)))).isInstanceOf(Mismatch.class);
        assertThat(failure(bench.decrypt(bench.stored(SEED).withAnnotations(loud))))
                .isInstanceOf(Mismatch.class);
        byte[] altered = during.ciphertext().clone();
        altered[altered.length - 5] ^= 1;
        assertThat(failure(bench.decrypt(during.withCiphertext(altered)))).isInstanceOf(NotAuthentic.class);
    }

    @Test
    void status_namesTheKeyAndSaysUntilWhen() {
        String keyId = value(bench.provider.status()).keyId().value();
        outage();
        bench.pass(Duration.ofMinutes(10));

        Kms.StatusReport report = value(bench.provider.status());

        assertThat(report.keyId().value()).isEqualTo(keyId);
        assertThat(report.trouble()).contains(UNREACHABLE);
        assertThat(report.continuityUntil()).contains(Bench.START.plus(Duration.ofHours(4)));
        assertThat(bench.provider.view().verdict()).isInstanceOf(Verdict.Continuing.class);
    }

    @Test
    void status_saysOkWhereThatIsChosen() {
        Bench ready = bench(ContinuityLevel.MEMORY, true);
        ready.transit.failAll(UNREACHABLE);
        ready.pass(Duration.ofMinutes(10));
        ready.probe();

        Kms.StatusReport report = value(ready.provider.status());

        assertThat(report.trouble()).isEmpty();
        assertThat(report.continuityUntil()).isEmpty();
        assertThat(ready.provider.view().verdict().state()).isEqualTo(Verdict.State.CONTINUITY);
    }

    @Test
    void lease_endsAndTakesEverythingWithIt() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.pass(Duration.ofHours(3));
        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
        bench.pass(Duration.ofMinutes(55));

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(UNREACHABLE);
        assertThat(failure(bench.provider.status())).isEqualTo(UNREACHABLE);
        bench.probe();
        assertThat(bench.provider.view().held().seeds()).isZero();
        assertThat(bench.survivor.raw()).isEmpty();
        assertThat(bench.events).contains(new Event.HeldErased(Optional.empty(), 1, 0, 1));
    }

    @Test
    void cheapProbe_doesNotRenewTheLease() {
        bench.pass(Duration.ofMinutes(4));
        bench.probe();

        assertThat(bench.provider.view().held().until()).contains(Bench.START.plus(Duration.ofHours(4)));

        bench.pass(Duration.ofMinutes(2));
        bench.probe();

        assertThat(bench.provider.view().held().until())
                .contains(Bench.START.plus(Duration.ofHours(4)).plus(Duration.ofMinutes(6)));
    }

    @Test
    void clockThatGoesBack_endsTheLeaseForGood() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.clock.updateAndGet(now -> now.minus(Duration.ofMinutes(20)));
        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);

        bench.clock.updateAndGet(now -> now.plus(Duration.ofMinutes(20)));

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
    }

    @Test
    void wallClockThatIsHeldBack_doesNotProlongTheLease() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.uptime.updateAndGet(now -> now.plus(Duration.ofHours(4)));

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
    }

    @Test
    void machineThatWasPutBackToAnImage_isFoundOutByTheWallClock() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.clock.updateAndGet(now -> now.plus(Duration.ofDays(2)));

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
    }

    static List<Failure> noes() {
        return PrefetchTest.noes();
    }

    @ParameterizedTest
    @MethodSource("noes")
    void no_endsItAtTheFirstContact(Failure no) {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.transit.failAll(no);

        Instant next = bench.probe();

        assertThat(failure(bench.decrypt(before))).isEqualTo(no);
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(no);
        assertThat(bench.survivor.raw()).isEmpty();
        assertThat(bench.provider.view().held().until()).isEmpty();
        assertThat(Duration.between(bench.clock.get(), next)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @MethodSource("noes")
    void no_isNotForgottenWhenTheServerIsAwayAgain(Failure no) {
        Bench.Stored before = bench.stored(SEED);
        bench.transit.failAll(no);
        failure(bench.decrypt(before));
        bench.transit.failAll(UNREACHABLE);
        bench.probe();

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        bench.restart();
        bench.probe();
        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
    }

    /** A no, and all is well again, while one Decrypt is still under way: what it brings was asked for before the no. */
    @Test
    void answerThatWasAskedForBeforeANo_isNotHeldAfterIt() {
        var settings = new ContinuitySettings(false, ContinuityLevel.MEMORY, Duration.ofHours(4), false);
        var alone = new Bench(ProviderSettings.defaults("1.2.3").with(settings), UnaryOperator.identity());
        alone.probe();
        Bench.Stored stored = alone.stored(SEED);
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        try (var threads = new Threads()) {
            alone.transit.hook((operation, call) -> {
                if (call.cause() == Call.Cause.SERVE) {
                    reached.countDown();
                    Threads.await(released);
                }
                return Optional.empty();
            });
            var asked = threads.start(() -> alone.decrypt(stored));
            Threads.await(reached);
            alone.transit.failAll(new Failure.Denied());
            alone.pass(Duration.ofMinutes(5));
            alone.probe();
            alone.transit.heal();
            alone.probe();
            released.countDown();
            assertThat(bytes(Threads.result(asked))).isEqualTo(SEED);
        }

        assertThat(alone.provider.view().held().until()).isPresent();
        assertThat(alone.provider.view().held().seeds()).isZero();
    }

    /** What the probe asked for before is no proof against what was heard while it went on. */
    @Test
    void noWhileADeepProbeIsUnderWay_isNotUndoneByIt() {
        Bench.Stored stored = bench.stored(SEED);
        bench.pass(Duration.ofMinutes(5));
        bench.transit.hook((operation, call) -> {
            if (operation == Operation.UPSERT_ALLOWED || operation == Operation.READ_KEY) {
                failure(bench.decrypt(stored));
            }
            return call.cause() == Call.Cause.SERVE ? Optional.of(new Failure.Denied()) : Optional.empty();
        });
        bench.probe();

        assertThat(bench.events.stream()
                        .filter(Event.Probed.class::isInstance)
                        .toList()
                        .getLast())
                .isEqualTo(new Event.Probed(Event.ProbeKind.DEEP, ProbeStep.ROUND_TRIP, Optional.empty()));
        assertThat(bench.provider.view().held().until()).isEmpty();
        bench.transit.failAll(UNREACHABLE);
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(UNREACHABLE);
    }

    @Test
    void probesOfAnOutage_comeAtLeastEveryFiveSeconds() {
        outage();
        for (int i = 0; i < 20; i++) {
            Instant next = bench.probe();
            assertThat(Duration.between(bench.clock.get(), next)).isLessThanOrEqualTo(Duration.ofSeconds(5));
            bench.clock.set(next);
        }
    }

    @Test
    void anotherKeyUnderTheName_endsIt() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.transit.heal();
        bench.transit.recreate(bench.clock.get());
        bench.probe();
        bench.transit.failAll(UNREACHABLE);

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new UnsafeKey(KeyFinding.KEY_RECREATED));
        assertThat(bench.survivor.raw()).isEmpty();
    }

    /** A Decrypt in search of its key may be the first to read the metadata. */
    @Test
    void anotherKeyThatADecryptFinds_endsItBeforeAProbe() {
        bench.transit.recreate(bench.clock.get());

        failure(bench.decrypt(bench.elsewhere(9, Bench.START)));

        assertThat(bench.provider.view().held().until()).isEmpty();
        assertThat(bench.survivor.raw()).isEmpty();
    }

    @Test
    void wrongUnwrap_endsIt() {
        Bench.Stored before = bench.stored(SEED);
        bench.transit.corruptNextWrap();
        failure(bench.encrypt(SEED));
        bench.transit.failAll(UNREACHABLE);

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(bench.survivor.raw()).isEmpty();
    }

    /** The third wrap of a first deep probe: after the probe's own, the local key's. */
    @Test
    void wrongUnwrapOfALocalKey_endsItBeforeItIsUsed() {
        var settings = new ContinuitySettings(true, ContinuityLevel.MEMORY, Duration.ofHours(4), false);
        var fresh = new Bench(ProviderSettings.defaults("1.2.3").with(settings), UnaryOperator.identity());
        fresh.transit.hook((operation, call) -> {
            if (operation == Operation.ENCRYPT && call.cause() == Call.Cause.CONTINUITY) {
                fresh.transit.corruptNextWrap();
            }
            return Optional.empty();
        });
        fresh.probe();
        fresh.transit.failAll(UNREACHABLE);
        fresh.probe();

        assertThat(failure(fresh.encrypt(SEED))).isEqualTo(UNREACHABLE);
        assertThat(fresh.provider.view().held().until()).isEmpty();
    }

    @Test
    void busyServer_isNoOutage() {
        Bench.Stored before = bench.stored(SEED);
        var busy = new Failure.Busy(Duration.ZERO, "too many requests");
        bench.transit.failAll(busy);
        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        assertThat(failure(bench.decrypt(before))).isEqualTo(busy);
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(busy);
        bench.transit.failAll(UNREACHABLE);
        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
    }

    @Test
    void returnOfTheServer_isReportedWithWhatWasDone() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.stored(OTHER_SEED);
        bytes(bench.decrypt(before));
        bytes(bench.decrypt(before));
        bench.pass(Duration.ofMinutes(30));
        bench.transit.heal();

        bench.probe();

        assertThat(bench.events).contains(new Event.OutageRidden(1, 2, Duration.ofMinutes(30)));
        assertThat(bench.provider.view().verdict().state()).isEqualTo(Verdict.State.OK);
        assertThat(new String(bench.stored(SEED).ciphertext(), US_ASCII)).startsWith("vault:");
    }

    @Test
    void restartInAnOutage_isAnsweredWhereMemoryOutlivesTheProcess() {
        Bench.Stored before = bench.stored(SEED);
        bench.probe();
        outage();
        Bench.Stored during = bench.stored(OTHER_SEED);
        bench.restart();
        bench.probe();

        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
        assertThat(bytes(bench.decrypt(during))).isEqualTo(OTHER_SEED);
        Bench.Stored after = bench.stored(SEED);
        assertThat(after.keyId()).isEqualTo(before.keyId());
        assertThat(value(bench.provider.status()).keyId().value()).isEqualTo(before.keyId());
        bench.transit.heal();
        bench.probe();
        assertThat(bytes(bench.decrypt(after))).isEqualTo(SEED);
    }

    @Test
    void restartInAnOutage_isNotAnsweredFromMemoryAlone() {
        Bench memory = bench(ContinuityLevel.MEMORY, false);
        Bench.Stored before = memory.stored(SEED);
        memory.transit.failAll(UNREACHABLE);
        memory.restart();
        memory.probe();

        assertThat(failure(memory.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(memory.encrypt(SEED)).isInstanceOf(Outcome.Failed.class);
        assertThat(memory.survivor.raw()).isEmpty();
    }

    /** The socket is there before the first probe. */
    @Test
    void noBeforeTheFirstProbe_isNotUndoneByWhatAFormerProcessLeft() {
        Bench.Stored before = bench.stored(SEED);
        bench.probe();
        bench.restart();
        bench.transit.failAll(new Failure.Denied());
        assertThat(failure(bench.decrypt(before))).isEqualTo(new Failure.Denied());
        assertThat(bench.survivor.raw()).as("also for one that is killed now").isEmpty();
        bench.transit.failAll(UNREACHABLE);
        bench.probe();

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(bench.survivor.raw()).isEmpty();
    }

    @Test
    void restart_doesNotProlongTheLease() {
        Bench.Stored before = bench.stored(SEED);
        bench.probe();
        outage();
        bench.pass(Duration.ofHours(3));
        bench.restart();
        bench.probe();
        assertThat(bytes(bench.decrypt(before))).isEqualTo(SEED);
        bench.pass(Duration.ofMinutes(55));

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
    }

    @Test
    void anotherBoot_endsTheLease() {
        Bench.Stored before = bench.stored(SEED);
        outage();
        bench.uptime.set(Duration.ofSeconds(20));
        bench.restart();
        bench.probe();

        assertThat(failure(bench.decrypt(before))).isEqualTo(UNREACHABLE);
        assertThat(bench.survivor.raw()).isEmpty();
    }

    @Test
    void damagedMemoryOfTheFormerProcess_isErased() {
        outage();
        byte[] content = bench.survivor.raw().orElseThrow();
        content[content.length / 2] ^= 1;
        bench.survivor.replace(content);
        bench.restart();
        bench.probe();

        assertThat(bench.survivor.raw()).isEmpty();
        assertThat(bench.provider.view().held().until()).isEmpty();
    }

    @Test
    void retiredVersion_isNotAnsweredAfterTheRestartThatRetiredIt() {
        Bench.Stored old = bench.stored(SEED);
        bench.switchToNewVersion();
        bench.probe();
        outage();
        var planned = (Retirement.Planned) Retirement.retireBefore(2, bench.disk.get());
        bench.disk.set(planned.memory());
        bench.restart();
        bench.probe();

        assertThat(failure(bench.decrypt(old))).isEqualTo(new Failure.RetiredKey());
        assertThat(bench.stored(SEED).keyId()).isNotEqualTo(old.keyId());
    }

    @Test
    void versionThatBecomesDueInAnOutage_writesThere() {
        bench.transit.rotate(bench.clock.get());
        bench.pass(Duration.ofMinutes(1));
        bench.probe();
        bench.transit.failAll(UNREACHABLE);
        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        Bench.Stored during = bench.stored(SEED);

        assertThat(new String(during.ciphertext(), US_ASCII)).startsWith("obc1:vault:v2:");
        bench.transit.heal();
        bench.restart();
        bench.probe();
        assertThat(bytes(bench.decrypt(during))).isEqualTo(SEED);
    }

    @Test
    void seedThatNobodyAskedFor_isNotOpenedInAnOutage() {
        Bench.Stored elsewhere = bench.storedElsewhere(1, bench.writeKeyCreated(), OTHER_SEED);
        outage();

        assertThat(failure(bench.decrypt(elsewhere))).isEqualTo(UNREACHABLE);
    }

    @Test
    void level_isTakenBackByTheNextStart() {
        outage();
        assertThat(bench.survivor.raw()).isPresent();
        Bench off = bench(ContinuityLevel.OFF, false);
        off.survivor.replace(bench.survivor.raw().orElseThrow());
        off.restart();
        off.probe();

        assertThat(off.survivor.raw()).isEmpty();
    }

    @Test
    void erasureThatFails_isSaidAndTriedAgain() {
        bench.survivor.fail("the manager does not answer");
        bench.transit.failAll(new Failure.Denied());
        bench.probe();
        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        assertThat(bench.events).contains(new Event.NotKept(Event.Keeping.ERASURE, "the manager does not answer"));
    }

    @Test
    void encrypt_asksNoMoreWhenAllIsWell() {
        int before = bench.transit.calls();

        bench.stored(SEED);

        assertThat(bench.transit.calls() - before).isEqualTo(2);
        assertThat(bench.transit.calls(Operation.DECRYPT_ALL)).isZero();
    }
}
