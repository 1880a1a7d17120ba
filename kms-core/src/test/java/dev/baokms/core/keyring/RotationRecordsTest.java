package dev.baokms.core.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RotationRecordsTest {
    private static final SortedMap<Integer, Long> PINS = new TreeMap<>(Map.of(1, 10L, 2, 20L));

    @Test
    void memory_isFixedWhenMade() {
        var pins = new TreeMap<>(PINS);
        var memory = new KeyringState(pins, 2, new TreeSet<>(Set.of(1)));
        pins.clear();

        assertThat(memory.pins()).hasSize(2);
        assertThatThrownBy(() -> memory.pins().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> memory.retired().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void memory_thatContradictsItself_isRefused() {
        assertRefused(() -> new KeyringState(PINS, 3, new TreeSet<>()), "highestActive is 3, which has no pin");
        assertRefused(
                () -> new KeyringState(PINS, 1, new TreeSet<>(Set.of(3))),
                "retired is [3], not all of which have a pin");
        assertRefused(
                () -> new KeyringState(PINS, 1, new TreeSet<>(Set.of(1))), "version 1 is both active and retired");
    }

    @Test
    void memory_ofVersionsThatCannotBe_isRefused() {
        assertRefused(
                () -> new KeyringState(new TreeMap<>(Map.of(0, 10L)), 0, new TreeSet<>()),
                "version is 0, need 1 or more");
        assertRefused(
                () -> new KeyringState(new TreeMap<>(Map.of(1, 0L)), 0, new TreeSet<>()),
                "creation time is 0 s, need 1 or more");
    }

    @Test
    void rules_thatCannotBe_areRefused() {
        assertThatThrownBy(() -> new RotationRules(Duration.ofNanos(-1), 0, Duration.ofNanos(-1), true))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("activationDelay must not be negative; rollbackReads must be 1 or more; "
                        + "rollbackTolerance must not be negative");
        assertThatNoException().isThrownBy(() -> new RotationRules(Duration.ZERO, 1, Duration.ZERO, true));
    }

    @Test
    void metadata_thatCannotBe_isRefused() {
        assertRefused(
                () -> new KeyMetadata(3, 1, 0, PINS, Set.of()),
                "latest version is 3, versions with a creation time are [1, 2]");
        assertRefused(
                () -> new KeyMetadata(1, 1, 0, new TreeMap<>(Map.of(1, 0L)), Set.of()),
                "a creation time is not positive");
        assertRefused(
                () -> new KeyMetadata(0, 1, 0, new TreeMap<>(Map.of(0, 1L)), Set.of()),
                "latest version is 0, versions with a creation time are [0]");
        assertRefused(
                () -> new KeyMetadata(1, 1, 0, new TreeMap<>(), Set.of()),
                "latest version is 1, versions with a creation time are []");
    }

    private static void assertRefused(Runnable construction, String message) {
        assertThatThrownBy(construction::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
