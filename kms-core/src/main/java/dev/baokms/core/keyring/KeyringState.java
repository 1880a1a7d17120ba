package dev.baokms.core.keyring;

import dev.baokms.core.key.KeyVersion;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a keyring must not forget: everything that the key's metadata may one day no longer show.
 *
 * @param pins version to creation second, for every version ever validated
 * @param highestActive the highest version that was ever the write key, 0 for none
 * @param retired versions an operator retired; tombstones that never decrypt again
 */
public record KeyringState(SortedMap<Integer, Long> pins, int highestActive, SortedSet<Integer> retired) {
    /** Nothing remembered: a first start. */
    public static final KeyringState EMPTY = new KeyringState(new TreeMap<>(), 0, new TreeSet<>());

    /**
     * @throws IllegalArgumentException if a pin is no {@link KeyVersion}, the active or a retired version has none,
     *     or the active one is retired
     */
    public KeyringState {
        pins = Collections.unmodifiableSortedMap(new TreeMap<>(pins));
        retired = Collections.unmodifiableSortedSet(new TreeSet<>(retired));
        pins.forEach(KeyVersion::new);
        if (highestActive != 0 && !pins.containsKey(highestActive)) {
            throw new IllegalArgumentException("highestActive is " + highestActive + ", which has no pin");
        }
        if (!pins.keySet().containsAll(retired)) {
            throw new IllegalArgumentException("retired is " + retired + ", not all of which have a pin");
        }
        if (retired.contains(highestActive)) {
            throw new IllegalArgumentException("version " + highestActive + " is both active and retired");
        }
    }
}
