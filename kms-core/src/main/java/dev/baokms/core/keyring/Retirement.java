package dev.baokms.core.keyring;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The result of a request to retire or to restore versions. */
public sealed interface Retirement {
    /**
     * The request may be carried out.
     *
     * @param memory what is to be remembered from now on
     * @param versions the versions that change, at least one
     */
    record Planned(KeyringState memory, SortedSet<Integer> versions) implements Retirement {
        public Planned {
            versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
        }
    }

    /** @param reason one sentence: what prevents it and what to do */
    record Refused(String reason) implements Retirement {}

    /**
     * Retires every version below one.
     *
     * @param version the lowest that stays; at most the active one, and only while no rotation is pending
     */
    static Retirement retireBefore(int version, KeyringState memory) {
        int active = memory.highestActive();
        if (active == 0) {
            return new Refused("no version was ever active; nothing can be retired before the provider has served");
        }
        if (version > active) {
            return new Refused("version " + active + " is active and must stay; retire before " + active + " or lower");
        }
        var later = new TreeSet<>(memory.pins().tailMap(active + 1).keySet());
        later.removeAll(memory.retired());
        if (!later.isEmpty()) {
            return new Refused("a rotation to version " + later.last()
                    + " is pending; wait until it is active and everything is rewritten with it");
        }
        var versions = new TreeSet<>(memory.pins().headMap(version).keySet());
        versions.removeAll(memory.retired());
        if (versions.isEmpty()) {
            return new Refused("no version below " + version + " is left to retire");
        }
        var retired = new TreeSet<>(memory.retired());
        retired.addAll(versions);
        return new Planned(new KeyringState(memory.pins(), active, retired), versions);
    }

    /**
     * Restores retired versions.
     *
     * @param versions each retired, and below the active one: restoring a version above it would make it write
     */
    static Retirement restore(SortedSet<Integer> versions, KeyringState memory) {
        if (versions.isEmpty()) {
            return new Refused("no version is named; name those to restore");
        }
        var others = new TreeSet<>(versions);
        others.removeAll(memory.retired());
        if (!others.isEmpty()) {
            return new Refused(
                    "not retired: " + others + "; name retired versions only, these are " + memory.retired());
        }
        if (versions.last() > memory.highestActive()) {
            return new Refused("version " + versions.last() + " is above the active version " + memory.highestActive()
                    + " and would become the write key; it must stay retired");
        }
        var retired = new TreeSet<>(memory.retired());
        retired.removeAll(versions);
        return new Planned(new KeyringState(memory.pins(), memory.highestActive(), retired), versions);
    }
}
