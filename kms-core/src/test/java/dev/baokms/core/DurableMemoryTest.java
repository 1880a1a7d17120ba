package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What must survive a restart is saved before it takes effect. */
class DurableMemoryTest {
    private static final byte[] SEED = {1, 2, 3, 4};
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Failure FULL = new NotReady(NotReady.Why.STATE_SAVE_FAILED);

    @Test
    void newVersion_isSavedBeforeItIsPublished() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.onSave =
                () -> assertThat(bench.snapshot().keyring().highestKnown()).isEqualTo(1);
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(bench.snapshot().keyring().highestKnown()).isEqualTo(2);
        assertThat(bench.disk.get().pins()).containsOnlyKeys(1, 2);
    }

    @Test
    void newActiveVersion_isSavedBeforeItIsPublished() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.pass(INTERVAL);
        bench.probe();
        bench.onSave = () -> assertThat(bench.activeVersion()).isEqualTo(1);
        bench.pass(Duration.ofMinutes(2));
        bench.probe();

        assertThat(bench.activeVersion()).isEqualTo(2);
        assertThat(bench.disk.get().highestActive()).isEqualTo(2);
    }

    @Test
    void unchangedMemory_isNotSaved() {
        var bench = Bench.ready();
        bench.onSave = () -> {
            throw new AssertionError("nothing changed");
        };
        bench.pass(Duration.ofMinutes(10));
        bench.probe();

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
    }

    @Test
    void firstStartOnAFullDisk_writesNothing() {
        var bench = new Bench();
        bench.diskFailure = Optional.of(FULL);
        bench.probe();

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(FULL);
        assertThat(failure(bench.provider.status())).isEqualTo(FULL);
        assertThat(FULL.reason()).isEqualTo("state_save_failed");
        assertThat(bench.disk.get()).isEqualTo(KeyringState.EMPTY);

        bench.diskFailure = Optional.empty();
        bench.probe();
        assertThat(bytes(bench.decrypt(bench.stored(SEED)))).isEqualTo(SEED);
    }

    @Test
    void switchOnAFullDisk_waitsAndWritingGoesOnWithTheOldVersion() {
        var bench = Bench.ready();
        bench.diskFailure = Optional.of(FULL);
        Instant created = bench.clock.get();
        bench.switchToNewVersion();

        assertThat(bench.activeVersion()).isEqualTo(1);
        assertThat(bytes(bench.decrypt(bench.stored(SEED)))).isEqualTo(SEED);
        assertThat(bytes(bench.decrypt(bench.storedElsewhere(2, created, SEED))))
                .isEqualTo(SEED);
        assertThat(value(bench.provider.status()).trouble()).isEmpty();
        assertThat(bench.snapshot().persistenceDegraded()).isTrue();
        assertThat(bench.events.stream().filter(Event.SaveFailed.class::isInstance))
                .containsExactly(new Event.SaveFailed(FULL));
    }

    @Test
    void switchThatWaitedForTheDisk_isMadeByTheNextProbe() {
        var bench = Bench.ready();
        bench.diskFailure = Optional.of(FULL);
        bench.switchToNewVersion();
        assertThat(bench.probe())
                .as("no spinning on a full disk")
                .isEqualTo(bench.clock.get().plus(INTERVAL));

        bench.diskFailure = Optional.empty();
        bench.pass(INTERVAL);
        bench.probe();

        assertThat(bench.activeVersion()).isEqualTo(2);
        assertThat(bench.snapshot().persistenceDegraded()).isFalse();
        assertThat(bench.disk.get().highestActive()).isEqualTo(2);
    }

    @Test
    void versionFoundByADecrypt_isReadAtOnceAndSavedByTheProbeItAsksFor() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        Bench.Stored elsewhere = bench.storedElsewhere(2, bench.clock.get(), SEED);
        bench.onSave = () -> {
            throw new AssertionError("a request must not wait for a disk");
        };

        assertThat(bytes(bench.decrypt(elsewhere))).isEqualTo(SEED);
        assertThat(bench.events).contains(new Event.ProbeWanted());

        bench.onSave = () -> {};
        bench.probe();
        assertThat(bench.disk.get().pins()).containsOnlyKeys(1, 2);
    }

    @Test
    void forcedSwitchFoundByADecrypt_waitsForTheProbe() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.transit.minEncryptionVersion(2);
        Bench.Stored elsewhere = bench.storedElsewhere(2, bench.clock.get(), SEED);

        assertThat(bytes(bench.decrypt(elsewhere))).isEqualTo(SEED);
        assertThat(bench.activeVersion()).isEqualTo(1);
        bench.probe();
        assertThat(bench.activeVersion()).isEqualTo(2);
    }

    @Test
    void hangingDisk_stopsNoRequest() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.transit.rotate(bench.clock.get());
        bench.pass(Duration.ofMinutes(2));
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        bench.onSave = () -> {
            reached.countDown();
            Threads.await(released);
        };
        try (var threads = new Threads()) {
            var probing = threads.start(bench::probe);
            Threads.await(reached);

            assertThat(value(bench.provider.status()).trouble()).isEmpty();
            assertThat(value(bench.encrypt(SEED)).ciphertext().version()).isEqualTo(1);
            assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
            assertThat(bytes(bench.decrypt(bench.storedElsewhere(2, Bench.START, SEED))))
                    .isEqualTo(SEED);

            released.countDown();
            Threads.result(probing);
        }
        assertThat(bench.activeVersion()).isEqualTo(2);
    }

    @Test
    void restart_goesOnFromTheDisk() {
        var bench = Bench.ready();
        bench.switchToNewVersion();
        bench.restart();
        bench.clock.set(Bench.START);
        bench.probe();

        assertThat(bench.activeVersion()).isEqualTo(2);
    }
}
