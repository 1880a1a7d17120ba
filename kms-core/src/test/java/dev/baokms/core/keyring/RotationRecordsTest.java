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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                "latest version is 3, but is not the last of those with a creation time");
        assertRefused(
                () -> new KeyMetadata(1, 1, 0, new TreeMap<>(Map.of(1, 0L)), Set.of()),
                "a creation time is not positive");
        assertRefused(
                () -> new KeyMetadata(0, 1, 0, new TreeMap<>(Map.of(0, 1L)), Set.of()),
                "latest version is 0, but is not the last of those with a creation time");
        assertRefused(
                () -> new KeyMetadata(1, 1, 0, new TreeMap<>(), Set.of()),
                "latest version is 1, but is not the last of those with a creation time");
        assertRefused(
                () -> new KeyMetadata(999_999_999, 1, 0, new TreeMap<>(Map.of(1, 1L, 999_999_999, 2L)), Set.of()),
                "between version 1 and 999999999 there are 2");
        assertRefused(() -> new KeyMetadata(2, 3, 0, PINS, Set.of()), "a bound is above the latest version, 2");
        assertRefused(() -> new KeyMetadata(2, 1, 3, PINS, Set.of()), "a bound is above the latest version, 2");
        assertRefused(
                () -> new KeyMetadata(
                        KeyMetadata.MAX_VERSIONS + 1,
                        1,
                        0,
                        IntStream.rangeClosed(1, KeyMetadata.MAX_VERSIONS + 1)
                                .boxed()
                                .collect(Collectors.toMap(i -> i, i -> 1L, (a, b) -> a, TreeMap::new)),
                        Set.of()),
                "between version 1 and 5001 there are 5001");
    }

    private static void assertRefused(Runnable construction, String message) {
        assertThatThrownBy(construction::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
