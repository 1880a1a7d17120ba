package dev.baokms.operator.rotate;

import dev.baokms.operator.rotate.ObjectPage.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcome of patches.
 *
 * @param written objects that this command wrote again
 * @param current objects that needed no patch: already of the newest key_id, written by someone else at the same
 *     moment, or gone
 * @param refused objects that the API server refused to write
 * @param names the first refused objects, each with the status
 */
record PatchCount(long written, long current, long refused, List<String> names) {
    static final PatchCount NONE = new PatchCount(0, 0, 0, List.of());
    static final PatchCount WRITTEN = new PatchCount(1, 0, 0, List.of());
    static final PatchCount CURRENT = new PatchCount(0, 1, 0, List.of());

    private static final int MOST_NAMES = 10;
    private static final String BETWEEN = ", ";

    PatchCount {
        names = List.copyOf(names.subList(0, Math.min(names.size(), MOST_NAMES)));
    }

    static PatchCount refused(ListedObject item, int status) {
        String name = item.namespace().isEmpty() ? item.name() : item.namespace() + "/" + item.name();
        return new PatchCount(0, 0, 1, List.of(name + " (" + status + ")"));
    }

    /** Reads a count from a line of the journal. */
    static PatchCount of(JournalLine line) {
        String names = line.fact("refused_names").orElse("");
        return new PatchCount(
                number(line, "written"),
                number(line, "current"),
                number(line, "refused"),
                names.isEmpty() ? List.of() : List.of(names.split(BETWEEN, -1)));
    }

    private static long number(JournalLine line, String name) {
        String text = line.fact(name).orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    long tried() {
        return written + current + refused;
    }

    PatchCount plus(PatchCount other) {
        var both = new ArrayList<>(names);
        both.addAll(other.names);
        return new PatchCount(written + other.written, current + other.current, refused + other.refused, both);
    }

    /**
     * Returns the count as facts of a journal line.
     *
     * @param next where the next page begins
     */
    Map<String, String> facts(String resource, String next) {
        var facts = new TreeMap<String, String>();
        facts.put(PatchMigration.RESOURCE, resource);
        facts.put("continue", next);
        facts.put("written", Long.toString(written));
        facts.put("current", Long.toString(current));
        if (refused > 0) {
            facts.put("refused", Long.toString(refused));
            facts.put("refused_names", String.join(BETWEEN, names));
        }
        return facts;
    }

    @Override
    public String toString() {
        return RotateTexts.patched(written, current, refused, String.join(BETWEEN, names));
    }
}
