package dev.baokms.core.stored;

import dev.baokms.core.stored.Tally.Category;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How high {@code min_decryption_version} may be set, and whether it is safe to do so now. Whatever is not known is
 * never safe.
 *
 * @param highestSafe the lowest version that any row of any source needs; empty when it is not known
 * @param conditions all six, in the order of {@link Requirement}
 * @param findings anomalies of this provider's objects, a sentence each
 */
public record RetirementVerdict(OptionalInt highestSafe, List<Condition> conditions, List<String> findings) {
    /** What must hold before a version can be retired. */
    public enum Requirement {
        /** Every daemon names the newest key_id, for long enough that every API server has asked. */
        AGREED,
        /** The scan began later than that. */
        SCANNED_AFTER,
        /** No write after the scan was under an older version. */
        WATCHED,
        /** No row that can still be served is of an older version than the live ones. */
        COMPACTED,
        /** Everything that should be encrypted is, by this provider, and can be understood. */
        ENCRYPTED,
        /** Every backup that is kept was read. */
        BACKUPS
    }

    /** Whether a condition holds. */
    public enum State {
        MET,
        NOT_MET,
        UNKNOWN
    }

    /**
     * One rule, judged.
     *
     * @param seen what was seen
     */
    public record Condition(Requirement rule, State state, String seen) {}

    public RetirementVerdict {
        conditions = List.copyOf(conditions);
        findings = List.copyOf(findings);
    }

    /**
     * Judges.
     *
     * @param sources at least one; the first is the live state, the others are backups that are kept
     */
    public static RetirementVerdict of(List<Counted> sources, Evidence evidence) {
        Counted live = sources.getFirst();
        List<String> findings = findings(sources);
        var conditions = new Conditions(live, evidence);
        return new RetirementVerdict(
                highestSafe(
                        sources,
                        sources.stream().allMatch(source -> source.count().complete())),
                List.of(
                        conditions.agreed(),
                        conditions.scannedAfter(),
                        conditions.watched(),
                        conditions.compacted(),
                        conditions.encrypted(findings),
                        conditions.backups()),
                findings);
    }

    /** Whether everything below {@link #highestSafe} may be retired now. */
    public boolean safe() {
        return highestSafe.isPresent() && conditions.stream().allMatch(condition -> condition.state == State.MET);
    }

    private static OptionalInt highestSafe(List<Counted> sources, boolean complete) {
        return complete
                ? highestSafe(
                        sources.stream().map(source -> source.count().tallies()).toList())
                : OptionalInt.empty();
    }

    /**
     * The lowest version that any row needs.
     *
     * @param sources the rows of each, none cut off
     * @return empty when a row may need any version, or none is of this provider
     */
    public static OptionalInt highestSafe(Collection<List<Tally>> sources) {
        List<Tally> ours = sources.stream()
                .flatMap(List::stream)
                .filter(tally -> tally.category().ofThisProvider())
                .toList();
        return ours.stream().anyMatch(RetirementVerdict::mayNeedAny)
                ? OptionalInt.empty()
                : ours.stream().mapToInt(Tally::version).min();
    }

    private static boolean mayNeedAny(Tally tally) {
        return tally.version() == 0;
    }

    /**
     * Each key_id must name one version and each version one key_id; otherwise the key was created again or labels
     * changed.
     */
    private static List<String> findings(List<Counted> sources) {
        var versions = new TreeMap<String, TreeSet<Integer>>();
        var ids = new TreeMap<Integer, TreeSet<String>>();
        sources.forEach(source -> source.count().tallies().stream()
                .filter(tally -> tally.category() == Category.OURS)
                .forEach(tally -> {
                    versions.computeIfAbsent(tally.detail(), id -> new TreeSet<>())
                            .add(tally.version());
                    ids.computeIfAbsent(tally.version(), version -> new TreeSet<>())
                            .add(tally.detail());
                }));
        var findings = new ArrayList<String>();
        versions.forEach((id, named) -> {
            if (named.size() > 1) {
                findings.add("the key_id of hash " + id + " names the versions " + named + "; one of them is wrong");
            }
        });
        ids.forEach((version, named) -> {
            if (named.size() > 1) {
                findings.add("version " + version + " is named by " + named.size()
                        + " key_ids: objects of more than one key, or of labels that have changed");
            }
        });
        return findings;
    }
}
