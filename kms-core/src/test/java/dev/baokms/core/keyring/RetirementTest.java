package dev.baokms.core.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.keyring.Retirement.Planned;
import dev.baokms.core.keyring.Retirement.Refused;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RetirementTest {
    @Test
    void retireBefore_makesTombstonesOfWhatIsBelow() {
        assertThat(Retirement.retireBefore(3, memory(3, 1))).isEqualTo(new Planned(memory(3, 1, 2), set(2)));
    }

    @Test
    void retireBefore_keepsTheActiveVersion() {
        assertThat(Retirement.retireBefore(4, memory(3)))
                .isEqualTo(new Refused("version 3 is active and must stay; retire before 3 or lower"));
    }

    @Test
    void retireBefore_waitsForAPendingRotation() {
        assertThat(Retirement.retireBefore(2, memory(2)))
                .isEqualTo(new Refused("a rotation to version 3 is pending; wait until it is active and everything is"
                        + " rewritten with it"));
    }

    @Test
    void retireBefore_ofNothing_isRefused() {
        assertThat(Retirement.retireBefore(2, memory(3, 1)))
                .isEqualTo(new Refused("no version below 2 is left to retire"));
        assertThat(Retirement.retireBefore(1, KeyringState.EMPTY))
                .isEqualTo(new Refused(
                        "no version was ever active; nothing can be retired before the provider has served"));
    }

    @Test
    void restore_takesTombstonesAway() {
        assertThat(Retirement.restore(set(1), memory(3, 1, 2))).isEqualTo(new Planned(memory(3, 2), set(1)));
    }

    @Test
    void restore_ofWhatIsNotRetired_isRefused() {
        assertThat(Retirement.restore(set(1, 2, 9), memory(3, 1)))
                .isEqualTo(new Refused("not retired: [2, 9]; name retired versions only, these are [1]"));
        assertThat(Retirement.restore(set(), memory(3, 1)))
                .isEqualTo(new Refused("no version is named; name those to restore"));
    }

    @Test
    void restore_aboveTheActiveVersion_isRefused() {
        assertThat(Retirement.restore(set(3), memory(2, 3)))
                .isEqualTo(new Refused("version 3 is above the active version 2 and would become the write key; it must"
                        + " stay retired"));
    }

    private static KeyringState memory(int active, Integer... retired) {
        return new KeyringState(new TreeMap<>(Map.of(1, 10L, 2, 20L, 3, 30L)), active, set(retired));
    }

    private static SortedSet<Integer> set(Integer... versions) {
        return new TreeSet<>(List.of(versions));
    }
}
