package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Counted;
import dev.baokms.core.stored.RetirementVerdict;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Everything that was read, and the verdict on it.
 *
 * @param subject the provider in question
 * @param sources the live state first
 * @param comparisons for each file by name, whether the cluster that was also asked is the same at the file's revision
 * @param at when it was finished
 * @param toolVersion the version of this program
 */
public record Inventory(
        Asked subject,
        List<Counted> sources,
        Map<String, Comparison> comparisons,
        RetirementVerdict verdict,
        Instant at,
        String toolVersion) {
    /**
     * The provider in question.
     *
     * @param providerName the name as stored objects carry it
     * @param identity what ties a proof to an installation; only a configuration gives it
     * @param encryptionConfigHash SHA-256 of the EncryptionConfiguration, hexadecimal, when one was given
     */
    public record Asked(String providerName, Optional<Identity> identity, Optional<String> encryptionConfigHash) {}

    /**
     * The identity of an installation.
     *
     * @param scope fingerprint of the configuration, equal on all nodes
     * @param memory hash of the memory in the state file, equal on all nodes that have seen the same
     */
    public record Identity(String scope, String memory) {}

    /** Whether a file agrees with the cluster at the file's revision. */
    public enum Comparison {
        SAME,
        DIFFERENT,
        NOT_COMPARED
    }

    public Inventory {
        sources = List.copyOf(sources);
        comparisons = Map.copyOf(comparisons);
    }

    /** Returns the newest source: a cluster when one was asked, else the file with the highest revision. */
    public Counted live() {
        return sources.getFirst();
    }

    /** Returns the live objects of the newest source, by version. */
    SortedMap<Integer, Long> liveByVersion() {
        return named(live().count().byVersion(true));
    }

    /**
     * Returns deleted and superseded rows of the newest source, by version; empty when the source does not show them.
     */
    Optional<SortedMap<Integer, Long>> historyByVersion() {
        return live().scan().historyRead() ? Optional.of(named(live().count().byVersion(false))) : Optional.empty();
    }

    /** Removes the count of objects that name no version. */
    private static SortedMap<Integer, Long> named(SortedMap<Integer, Long> counts) {
        return new TreeMap<>(counts.tailMap(1));
    }

    /** Returns how many live rows of the newest source are in these categories. */
    long objects(Category... categories) {
        List<Category> asked = List.of(categories);
        return live().count().sum(tally -> tally.live() && asked.contains(tally.category()));
    }

    /** Returns tallies of the live objects, in order. */
    List<Tally> tallies(Predicate<Tally> asked) {
        return live().count().tallies().stream()
                .filter(tally -> tally.live() && asked.test(tally))
                .toList();
    }

    /** Returns the tallies that a rewrite has yet to reach: this provider's objects below the newest live version. */
    List<Tally> stragglers() {
        SortedMap<Integer, Long> versions = liveByVersion();
        int newest = versions.isEmpty() ? 0 : versions.lastKey();
        return tallies(tally -> tally.category().ofThisProvider() && tally.version() < newest);
    }
}
