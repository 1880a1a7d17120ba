package dev.baokms.core;

import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProberTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @Test
    void idleHour_costsAtMost148CallsAndStaysOk() {
        var bench = new Bench();
        runUntil(bench, Bench.START.plus(Duration.ofHours(1)).minusNanos(1));

        assertThat(bench.transit.calls()).isBetween(120, 148);
        assertThat(value(bench.provider.status()).trouble()).isEmpty();
    }

    @Test
    void rotation_isNoticedWithinOneIntervalAndActivatesOnTime() {
        var bench = Bench.ready();
        bench.pass(Duration.ofSeconds(7));
        Instant createdAt = bench.clock.get();
        bench.transit.rotate(createdAt);

        runUntil(bench, createdAt.plus(INTERVAL));
        assertThat(bench.snapshot().keyring().highestKnown()).isEqualTo(2);
        assertThat(bench.events).contains(new Event.VersionSeen(2, createdAt.plusSeconds(120)));

        runUntil(bench, createdAt.plusSeconds(119));
        assertThat(bench.activeVersion()).isEqualTo(1);

        Instant next = bench.probe();
        assertThat(next).isEqualTo(createdAt.plusSeconds(120));
        bench.clock.set(next);
        bench.probe();
        assertThat(bench.activeVersion()).isEqualTo(2);
        assertThat(bench.events)
                .contains(new Event.Activated(
                        2, value(bench.provider.status()).keyId().apiServerHash()));
    }

    @Test
    void minimumThatHidesVersions_isToldOnce_andSoIsItsEnd() {
        var bench = Bench.ready();
        Bench.Stored old = bench.stored(new byte[] {1, 2, 3});
        bench.switchToNewVersion();
        bench.transit.minDecryptionVersion(2);

        runUntil(bench, bench.clock.get().plus(Duration.ofMinutes(20)));

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
        assertThat(bench.snapshot().keyring().hidden()).containsExactly(1);
        assertThat(bench.events)
                .filteredOn(Event.VersionsHidden.class::isInstance)
                .containsExactly(new Event.VersionsHidden(new TreeSet<>(Set.of(1))));
        assertThat(failure(bench.decrypt(old))).isEqualTo(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION));
        assertThat(bench.events).contains(new Event.HiddenVersionAsked(1));

        bench.transit.minDecryptionVersion(1);
        runUntil(bench, bench.clock.get().plus(Duration.ofMinutes(20)));

        assertThat(bench.events)
                .filteredOn(Event.VersionsHidden.class::isInstance)
                .last()
                .isEqualTo(new Event.VersionsHidden(new TreeSet<>()));
    }

    @Test
    void lag_isBorneAndLastingLossIsARollback() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.pass(INTERVAL);
        bench.probe();
        assertThat(bench.snapshot().keyring().highestKnown()).isEqualTo(2);
        bench.transit.forgetLatest();

        Instant lost = bench.clock.get();
        runUntil(bench, lost.plusSeconds(30));
        assertThat(value(bench.provider.status()).trouble()).isEmpty();
        runUntil(bench, lost.plusSeconds(60));

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.VERSION_ROLLBACK));
    }

    @Test
    void deniedEncrypt_isNoticedWithinOneInterval() {
        var bench = Bench.ready();
        bench.transit.fail(Operation.ENCRYPT, new Denied());
        runUntil(bench, bench.clock.get().plus(INTERVAL));

        assertThat(failure(bench.provider.status())).isEqualTo(new Denied());
    }

    @Test
    void retries_stayBetweenAQuarterAndFiveSeconds() {
        var bench = Bench.ready();
        bench.transit.failAll(UNREACHABLE);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration delay = Duration.between(bench.clock.get(), bench.probe());
            assertThat(delay).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
            longest = delay.compareTo(longest) > 0 ? delay : longest;
            bench.pass(delay);
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(4));

        bench.transit.heal();
        bench.probe();
        bench.transit.failAll(UNREACHABLE);

        assertThat(Duration.between(bench.clock.get(), bench.probe())).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void recovery_needsOneGoodProbe() {
        var bench = Bench.ready();
        bench.transit.failAll(new Sealed());
        runUntil(bench, bench.clock.get().plus(Duration.ofMinutes(5)));
        assertThat(failure(bench.provider.status())).isEqualTo(new Sealed());

        bench.transit.heal();
        Instant next = bench.probe();

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
        assertThat(next).isEqualTo(bench.clock.get().plus(INTERVAL));
    }

    @Test
    void allowedUpsert_isAnErrorUntilItIsForbidden() {
        var bench = new Bench();
        bench.transit.upsertAllowed(true);
        bench.probe();
        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.UPSERT_ALLOWED));
        bench.probe();
        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.UPSERT_ALLOWED));

        bench.transit.upsertAllowed(false);
        bench.probe();

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
    }

    @Test
    void allowedUpsert_isNoticedWithinThreeDeepProbes() {
        var bench = Bench.ready();
        bench.transit.upsertAllowed(true);
        runUntil(bench, bench.clock.get().plus(Duration.ofMinutes(15)));

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.UPSERT_ALLOWED));
    }

    @Test
    void unsafeFlag_isNoticedByTheNextDeepProbe() {
        var bench = Bench.ready();
        bench.transit.findings(Set.of(KeyFinding.EXPORTABLE));
        runUntil(bench, bench.clock.get().plus(Duration.ofMinutes(5)));

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.EXPORTABLE));
    }

    @Test
    void corruptWrap_isNoticedByADeepProbe() {
        var bench = new Bench();
        bench.transit.corruptNextWrap();
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new VerifyFailed());
    }

    @Test
    void recreatedKey_isNoticedWithinOneInterval() {
        var bench = Bench.ready();
        bench.switchToNewVersion();
        bench.transit.recreate(bench.clock.get());
        runUntil(bench, bench.clock.get().plus(INTERVAL));

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.KEY_RECREATED));
    }

    @Test
    void alarmFoundByADecrypt_isReadAgainByTheNextProbe() {
        var bench = Bench.ready();
        var elsewhere = bench.storedElsewhere(1, Bench.START, new byte[32]);
        bench.transit.recreate(Bench.START);
        failure(bench.decrypt(elsewhere));
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.KEY_RECREATED));
    }

    @Test
    void probes_areTold() {
        var bench = Bench.ready();
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(bench.events.stream()
                        .filter(Event.Probed.class::isInstance)
                        .map(event -> ((Event.Probed) event).kind()))
                .containsExactly(Event.ProbeKind.DEEP, Event.ProbeKind.CHEAP);
    }

    @ParameterizedTest
    @CsvSource({
        "READ_KEY, METADATA_READ",
        "UPSERT_ALLOWED, UPSERT_READ",
        "ENCRYPT, ROUND_TRIP",
        "DECRYPT, ROUND_TRIP",
    })
    void failedProbe_tellsTheStepThatFailed(Operation failing, ProbeStep step) {
        var bench = new Bench();
        bench.transit.fail(failing, new Sealed());
        bench.probe();

        assertThat(bench.events).contains(new Event.Probed(Event.ProbeKind.DEEP, step, Optional.of(new Sealed())));
        assertThat(bench.snapshot().health().trouble())
                .contains(new Health.Trouble(new Sealed(), Optional.of(step), Bench.START));
    }

    @Test
    void failedCheapProbe_isInPlaceOfItsOneStep() {
        var bench = Bench.ready();
        bench.transit.fail(Operation.ENCRYPT, new Sealed());
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(bench.snapshot().health().trouble().flatMap(Health.Trouble::step))
                .contains(ProbeStep.CHEAP_WRAP);

        bench.transit.heal();
        bench.probe();
        assertThat(bench.snapshot().health().trouble()).isEmpty();
    }

    @Test
    void unsafeKey_isToldAsAMatterOfTheRules() {
        var bench = new Bench();
        bench.transit.upsertAllowed(true);
        bench.probe();

        assertThat(bench.events)
                .contains(new Event.Probed(
                        Event.ProbeKind.DEEP, ProbeStep.RULES, Optional.of(new UnsafeKey(KeyFinding.UPSERT_ALLOWED))));
    }

    @Test
    void clockBackward_doesNotPutTheNextDeepProbeOff() {
        var bench = Bench.ready();
        bench.pass(Duration.ofHours(-1));
        bench.transit.findings(Set.of(KeyFinding.EXPORTABLE));
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new UnsafeKey(KeyFinding.EXPORTABLE));
    }

    @Test
    void clockBackward_keepsTheSwitchThatWasMade() {
        var bench = Bench.ready();
        bench.switchToNewVersion();
        bench.pass(Duration.ofHours(-1));
        bench.probe();

        assertThat(bench.activeVersion()).isEqualTo(2);
    }

    @Test
    void creationSecondBeyondTheCalendar_decryptsAndIsNeverDue() {
        var bench = Bench.ready();
        bench.transit.rotate(Instant.MAX);
        bench.pass(INTERVAL);

        assertThat(bench.probe()).isEqualTo(bench.clock.get().plus(INTERVAL));
        assertThat(bench.snapshot().keyring().highestKnown()).isEqualTo(2);
        assertThat(bench.snapshot().keyring().nextActivation()).isEmpty();
        assertThat(bench.activeVersion()).isEqualTo(1);
    }

    @Test
    void retiredPendingVersion_leavesProbesCheap() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.pass(INTERVAL);
        bench.probe();
        var memory = bench.disk.get();
        bench.disk.set(new KeyringState(memory.pins(), 1, new TreeSet<>(Set.of(2))));
        bench.restart();
        bench.probe();
        bench.events.clear();
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(bench.events)
                .contains(new Event.Probed(Event.ProbeKind.CHEAP, ProbeStep.CHEAP_WRAP, Optional.empty()));
    }

    @Test
    void timeoutOfACallThatCameTooLate_asksForNoProbe() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(new byte[32]);
        bench.transit.failAll(new Timeout());

        failure(bench.decrypt(stored, () -> Duration.ofMillis(499)));
        assertThat(bench.events).doesNotContain(new Event.ProbeWanted());

        failure(bench.decrypt(stored, () -> Duration.ofMillis(500)));
        assertThat(bench.events).contains(new Event.ProbeWanted());
    }

    /** Does what an embedder does, on virtual time; every step up to the end is made. */
    private static void runUntil(Bench bench, Instant end) {
        Instant due = bench.clock.get();
        while (!due.isAfter(end)) {
            bench.clock.set(due);
            due = bench.probe();
            assertThat(due).isAfter(bench.clock.get());
        }
        bench.clock.set(end);
    }
}
