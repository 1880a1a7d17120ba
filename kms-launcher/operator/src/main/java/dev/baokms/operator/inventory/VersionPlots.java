package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Census;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Draws the live objects by version: over resources, and over the time of their last write. CSS classes of the page
 * give the colours.
 */
final class VersionPlots {
    /** The number of colours on the page; the newest version has the first. */
    static final int COLOURS = 8;

    private static final int WIDTH = 720;
    private static final int LABELS = 220;
    private static final int BAR = 18;
    /** The letters that fit before a bar. */
    private static final int MOST_LETTERS = 30;

    private static final int STEP = 24;
    private static final int HEIGHT = 160;
    /** The largest resources are drawn, because more would make the picture unreadable. */
    private static final int MOST_RESOURCES = 30;

    private final Inventory inventory;
    private final List<Integer> versions;

    VersionPlots(Inventory inventory) {
        this.inventory = inventory;
        this.versions = List.copyOf(inventory.liveByVersion().reversed().keySet());
    }

    /** Returns the meaning of each colour. */
    String legend() {
        var text = new StringBuilder("<p class=\"legend\">");
        inventory
                .liveByVersion()
                .reversed()
                .forEach((version, count) -> text.append("<span><svg width=\"12\" height=\"12\">"
                        + "<rect width=\"12\" height=\"12\" class=\"" + colour(version) + "\"/></svg> "
                        + InventoryWords.legend(version, count) + "</span> "));
        return text.append("</p>\n").toString();
    }

    private String colour(int version) {
        return "v" + versions.indexOf(version) % COLOURS;
    }

    /** Draws one bar for each resource. */
    String overResources() {
        var counts = new TreeMap<String, SortedMap<Integer, Long>>();
        for (Tally tally : inventory.tallies(each -> each.category() == Category.OURS)) {
            counts.computeIfAbsent(tally.resource(), resource -> new TreeMap<>(Comparator.reverseOrder()))
                    .merge(tally.version(), tally.count(), Long::sum);
        }
        Map<String, SortedMap<Integer, Long>> largest = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, SortedMap<Integer, Long>> entry) -> -sum(entry.getValue())))
                .limit(MOST_RESOURCES)
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        long most = largest.values().stream().mapToLong(VersionPlots::sum).max().orElse(1);
        var svg = new StringBuilder(begin(largest.size() * STEP, InventoryWords.PLOT_OVER_RESOURCES));
        int y = 0;
        for (Map.Entry<String, SortedMap<Integer, Long>> resource : largest.entrySet()) {
            svg.append(label(LABELS - 8, y + BAR - 5, "end", shortened(resource.getKey())));
            double x = LABELS;
            for (Map.Entry<Integer, Long> part : resource.getValue().entrySet()) {
                double width = (WIDTH - LABELS - 80.0) * part.getValue() / most;
                svg.append(rect(
                        x,
                        y,
                        width,
                        BAR,
                        part.getKey(),
                        InventoryWords.barOf(resource.getKey(), part.getKey(), part.getValue())));
                x += width;
            }
            svg.append(label(x + 6, y + BAR - 5, "start", Long.toString(sum(resource.getValue()))));
            y += STEP;
        }
        return svg.append("</svg></div>\n").toString();
    }

    /** Shortens a name for its label. The text below the plots and the title of each part show it in full. */
    private static String shortened(String resource) {
        return resource.length() > MOST_LETTERS ? resource.substring(0, MOST_LETTERS - 1) + "…" : resource;
    }

    private static long sum(SortedMap<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Draws one column for each part of the revisions, the oldest on the left. */
    String overTime() {
        SortedMap<Integer, List<Long>> writes = inventory.live().count().writes();
        long revision = inventory.live().scan().revision();
        var columns = new ArrayList<Long>();
        for (int slice = 0; slice < Census.SLICES; slice++) {
            int at = slice;
            columns.add(
                    writes.values().stream().mapToLong(counts -> counts.get(at)).sum());
        }
        long most =
                Math.max(1, columns.stream().mapToLong(Long::longValue).max().orElse(1));
        double width = (double) (WIDTH - 20) / Census.SLICES;
        var svg = new StringBuilder(begin(HEIGHT + 24, InventoryWords.PLOT_OVER_REVISIONS));
        for (int slice = 0; slice < Census.SLICES; slice++) {
            double y = HEIGHT;
            long from = revision / Census.SLICES * slice;
            for (int version : versions) {
                long count = writes.getOrDefault(version, List.of()).isEmpty()
                        ? 0
                        : writes.getOrDefault(version, List.of()).get(slice);
                if (count > 0) {
                    double height = (HEIGHT - 10.0) * count / most;
                    y -= height;
                    svg.append(rect(
                            10 + slice * width,
                            y,
                            width - 1,
                            height,
                            version,
                            InventoryWords.columnOf(from, version, count)));
                }
            }
        }
        svg.append("<line x1=\"10\" x2=\"" + (WIDTH - 10) + "\" y1=\"" + HEIGHT + "\" y2=\"" + HEIGHT + "\"/>");
        svg.append(label(10, HEIGHT + 16, "start", "revision 0"));
        svg.append(label(WIDTH - 10, HEIGHT + 16, "end", "revision " + revision));
        return svg.append("</svg></div>\n").toString();
    }

    private static String begin(int height, String title) {
        return "<div class=\"plot\"><svg role=\"img\" viewBox=\"0 0 " + WIDTH + " " + Math.max(height, 1) + "\"><title>"
                + title + "</title>";
    }

    private String rect(double x, double y, double width, double height, int version, String title) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"><title>%s</title></rect>",
                x,
                y,
                Math.max(width, 0.5),
                Math.max(height, 0.5),
                colour(version),
                InventoryPage.escaped(title));
    }

    private static String label(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                InventoryPage.escaped(text));
    }
}
