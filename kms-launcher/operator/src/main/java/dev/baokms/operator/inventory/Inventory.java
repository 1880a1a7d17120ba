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
 * Everything that was read, and what it comes to.
 *
 * @param subject the provider that is asked for
 * @param sources the live state first
 * @param comparisons for files by name, whether the cluster that was asked too is the same at that revision
 * @param at when it was finished
 * @param toolVersion of this program
 */
public record Inventory(
        Asked subject,
        List<Counted> sources,
        Map<String, Comparison> comparisons,
        RetirementVerdict verdict,
        Instant at,
        String toolVersion) {
    /**
     * The provider that is asked for.
     *
     * @param providerName as objects carry it
     * @param identity what ties a proof to an installation; only a configuration says it
     * @param encryptionConfigHash SHA-256 of the EncryptionConfiguration, hexadecimal, when one was given
     */
    public record Asked(String providerName, Optional<Identity> identity, Optional<String> encryptionConfigHash) {}

    /**
     * Of an installation.
     *
     * @param scope fingerprint of the configuration, equal on all nodes
     * @param memory hash of what the state remembers, equal on all nodes that have seen the same
     */
    public record Identity(String scope, String memory) {}

    /** Whether a file is the cluster at the file's revision. */
    public enum Comparison {
        SAME,
        DIFFERENT,
        NOT_COMPARED
    }

    public Inventory {
        sources = List.copyOf(sources);
        comparisons = Map.copyOf(comparisons);
    }

    /** The newest source: a cluster when one was asked, else the file of the highest revision. */
    public Counted live() {
        return sources.getFirst();
    }

    /** Live objects by version, of that source. */
    SortedMap<Integer, Long> liveByVersion() {
        return named(live().count().byVersion(true));
    }

    /** Deleted and superseded rows by version, of that source; nothing when it does not tell them. */
    Optional<SortedMap<Integer, Long>> historyByVersion() {
        return live().scan().historyRead() ? Optional.of(named(live().count().byVersion(false))) : Optional.empty();
    }

    /** Without what names no version. */
    private static SortedMap<Integer, Long> named(SortedMap<Integer, Long> counts) {
        return new TreeMap<>(counts.tailMap(1));
    }

    /** Live rows of that source. */
    long objects(Category... categories) {
        List<Category> asked = List.of(categories);
        return live().count().sum(tally -> tally.live() && asked.contains(tally.category()));
    }

    /** Tallies of the live objects, in order. */
    List<Tally> tallies(Predicate<Tally> asked) {
        return live().count().tallies().stream()
                .filter(tally -> tally.live() && asked.test(tally))
                .toList();
    }

    /** Those that a rewrite has yet to reach: this provider's, below the newest version that is live. */
    List<Tally> stragglers() {
        SortedMap<Integer, Long> versions = liveByVersion();
        int newest = versions.isEmpty() ? 0 : versions.lastKey();
        return tallies(tally -> tally.category().ofThisProvider() && tally.version() < newest);
    }
}
