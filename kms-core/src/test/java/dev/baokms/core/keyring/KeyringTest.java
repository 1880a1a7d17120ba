package dev.baokms.core.keyring;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static dev.baokms.core.keyring.Keyrings.active;
import static dev.baokms.core.keyring.Keyrings.at;
import static dev.baokms.core.keyring.Keyrings.fresh;
import static dev.baokms.core.keyring.Keyrings.id;
import static dev.baokms.core.keyring.Keyrings.number;
import static dev.baokms.core.keyring.Keyrings.restored;
import static dev.baokms.core.keyring.Keyrings.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure.RetiredKey;
import dev.baokms.core.key.KeyVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyringTest {
    /** Creation second of version 1; the delay is 120 s. */
    private static final long T = 1_700_000_000;

    private static final KeyMetadata ONE = Reads.of(T);
    private static final KeyMetadata TWO = Reads.of(T, T + 1000);

    @Test
    void firstVersion_isActiveAtOnce() {
        assertThat(active(fresh(), ONE, T)).isEqualTo(1);
    }

    @Test
    void lowestVersion_needsNoMinimumToBeActiveAtOnce() {
        assertThat(active(fresh(), Reads.of(Map.of(3, T, 4, T), 0, 0), T)).isEqualTo(3);
    }

    @Test
    void newVersion_isActiveExactlyAfterTheDelay() {
        Keyring keyring = seen(fresh(), ONE, T);

        assertThat(active(keyring, TWO, T + 1119)).isEqualTo(1);
        assertThat(active(keyring, TWO, T + 1120)).isEqualTo(2);
    }

    @Test
    void time_switchesWithoutAnotherRead() {
        Keyring keyring = seen(fresh(), TWO, T + 1000);

        assertThat(number(keyring.advance(at(T + 1119)))).isEqualTo(1);
        assertThat(number(keyring.advance(at(T + 1120)))).isEqualTo(2);
    }

    @Test
    void versionsBelowTheMinimum_areHiddenUnlessTheyAreRetired() {
        var pins = new TreeMap<>(Map.of(1, T, 2, T + 1, 3, T + 2));
        KeyMetadata read = Reads.of(Map.of(1, T, 2, T + 1, 3, T + 2), 3, 0);

        assertThat(restored(new KeyringState(pins, 3, new TreeSet<>())).hidden())
                .as("before a read")
                .isEmpty();
        assertThat(seen(restored(new KeyringState(pins, 3, new TreeSet<>())), read, T + 1000)
                        .hidden())
                .containsExactly(1, 2);
        assertThat(seen(restored(new KeyringState(pins, 3, new TreeSet<>(List.of(1)))), read, T + 1000)
                        .hidden())
                .containsExactly(2);
        assertThat(seen(fresh(), read, T + 1000).hidden())
                .as("a node that has never known them")
                .isEmpty();
    }

    @Test
    void newVersion_decryptsBeforeItIsActive() {
        Keyring keyring = seen(fresh(), TWO, T + 1000);

        assertThat(number(keyring)).isEqualTo(1);
        assertThat(value(keyring.find(id(2, T + 1000))).version()).isEqualTo(new KeyVersion(2, T + 1000));
    }

    @Test
    void raisedMinEncryptionVersion_switchesAtOnceToTheLowestAllowed() {
        Map<Integer, Long> versions = Map.of(1, T, 2, T + 1000, 3, T + 1000);
        Keyring keyring = seen(fresh(), Reads.of(versions, 1, 0), T + 1001);

        assertThat(number(keyring)).isEqualTo(1);
        assertThat(active(keyring, Reads.of(versions, 1, 2), T + 1001)).isEqualTo(2);
    }

    @Test
    void raisedMinDecryptionVersion_switchesAtOnceAndKeepsWhatWasKnown() {
        Map<Integer, Long> versions = Map.of(1, T, 2, T + 1000);
        Keyring keyring = seen(seen(fresh(), TWO, T + 1001), Reads.of(versions, 2, 0), T + 1002);

        assertThat(number(keyring)).isEqualTo(2);
        assertThat(value(keyring.find(id(1, T))).version().number()).isEqualTo(1);
    }

    @Test
    void loweredMinimum_doesNotSwitchBack() {
        Map<Integer, Long> versions = Map.of(1, T, 2, T + 1000);
        Keyring forced = seen(fresh(), Reads.of(versions, 1, 2), T + 1001);

        assertThat(active(forced, Reads.of(versions, 1, 0), T + 1002)).isEqualTo(2);
    }

    @Test
    void skippedVersions_decryptAndTheHighestDueIsActive() {
        Keyring keyring = seen(seen(fresh(), ONE, T), Reads.of(T, T + 200, T + 300, T + 1000), T + 1001);

        assertThat(number(keyring)).isEqualTo(3);
        assertThat(keyring.entries())
                .allSatisfy(
                        entry -> assertThat(value(keyring.find(entry.keyId()))).isEqualTo(entry));
        assertThat(keyring.entries()).hasSize(4);
    }

    @Test
    void clockBackward_doesNotSwitchBack() {
        Keyring keyring = seen(fresh(), TWO, T + 1120);

        assertThat(number(keyring.advance(at(T)))).isEqualTo(2);
    }

    @Test
    void nextActivation_isTheNearestPendingOne() {
        Keyring keyring = seen(fresh(), Reads.of(T, T + 1000, T + 1010), T + 1011);

        assertThat(keyring.nextActivation()).contains(at(T + 1120));
        assertThat(keyring.advance(at(T + 1120)).nextActivation()).contains(at(T + 1130));
        assertThat(keyring.advance(at(T + 1130)).nextActivation()).isEmpty();
    }

    @Test
    void activationOfUnknownVersion_isMisuse() {
        assertThatThrownBy(() -> fresh().activationOf(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version 7 is not known");
    }

    @Test
    void restored_writesNothingBeforeAnAcceptedRead() {
        Keyring restored = restored(seen(fresh(), TWO, T + 1120).memory());

        assertThat(restored.advance(at(T + 9000)).active()).isEmpty();
        assertThat(restored.verified()).isFalse();
        assertThat(seen(restored, ONE, T + 9000).active()).isEmpty();
        assertThat(number(seen(restored, TWO, T + 9000))).isEqualTo(2);
    }

    @Test
    void restored_decryptsAtOnce() {
        Keyring restored = restored(seen(fresh(), TWO, T + 1120).memory());

        assertThat(value(restored.find(id(1, T))).version().number()).isEqualTo(1);
        assertThat(restored.highestKnown()).isEqualTo(2);
    }

    @Test
    void restart_neitherDelaysNorRepeatsTheSwitch() {
        Keyring pending = seen(fresh(), TWO, T + 1000);

        assertThat(active(restored(pending.memory()), TWO, T + 1119)).isEqualTo(1);
        assertThat(active(restored(pending.memory()), TWO, T + 1120)).isEqualTo(2);
        assertThat(active(restored(seen(pending, TWO, T + 1120).memory()), TWO, T + 1100))
                .isEqualTo(2);
    }

    @Test
    void retiredVersion_isATombstoneForEver() {
        Keyring retired = restored(retiring(seen(fresh(), TWO, T + 1120).memory(), 1));

        assertThat(failure(retired.find(id(1, T)))).isEqualTo(new RetiredKey());
        assertThat(failure(seen(retired, TWO, T + 2000).find(id(1, T)))).isEqualTo(new RetiredKey());
        assertThat(seen(retired, TWO, T + 2000).memory().retired()).containsExactly(1);
    }

    @Test
    void retiredPendingVersion_isNeverActivated() {
        Keyring retired = seen(restored(retiring(seen(fresh(), TWO, T + 1000).memory(), 2)), TWO, T + 1001);

        assertThat(number(retired.advance(at(T + 9000)))).isEqualTo(1);
        assertThat(retired.nextActivation()).isEmpty();
    }

    private static KeyringState retiring(KeyringState memory, int version) {
        var retired = new TreeSet<>(memory.retired());
        retired.add(version);
        return new KeyringState(new TreeMap<>(memory.pins()), memory.highestActive(), retired);
    }
}
