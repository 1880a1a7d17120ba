package dev.baokms.core.stored;

import dev.baokms.core.stored.Tally.Category;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The result of a census of one source.
 *
 * @param tallies by category, version, detail and resource
 * @param writes for each version, its live objects by their last write, over {@value Census#SLICES} equal parts of the
 *     revisions from 0 to that of the scan
 * @param prefixes the prefixes under which objects were seen, such as {@code /registry}
 * @param seeds how many different wrapped seeds this provider's rows hold
 * @param complete whether every row was counted under its kind; a source with more kinds of rows than any cluster has
 * is cut off
 */
public record Count(
        List<Tally> tallies,
        SortedMap<Integer, List<Long>> writes,
        List<String> prefixes,
        long seeds,
        boolean complete) {
    public Count {
        tallies = List.copyOf(tallies);
        writes = Collections.unmodifiableSortedMap(new TreeMap<>(writes));
        prefixes = List.copyOf(prefixes);
    }

    /** Rows of this provider by the version that they need, with 0 for those that name none. */
    public SortedMap<Integer, Long> byVersion(boolean live) {
        var counts = new TreeMap<Integer, Long>();
        tallies.stream()
                .filter(tally -> tally.live() == live)
                .filter(tally -> tally.category() == Category.OURS || tally.category() == Category.CONTRADICTORY)
                .forEach(tally -> counts.merge(tally.version(), tally.count(), Long::sum));
        return counts;
    }

    /** How many live objects are of a category. */
    public long live(Category category) {
        return sum(tally -> tally.live() && tally.category() == category);
    }

    /** How many rows the selected tallies have. */
    public long sum(Predicate<Tally> asked) {
        return tallies.stream().filter(asked).mapToLong(Tally::count).sum();
    }
}
