package dev.baokms.operator.inventory;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.core.stored.Counted;
import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import dev.baokms.host.PathText;
import dev.baokms.operator.report.TextStyle;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The inventory for people, the answer first. Key names come from etcd, so nothing in them reaches a terminal as a
 * command.
 */
public final class InventoryText {
    /** The most namespaces shown, to keep an overview; JSON has all of them. */
    private static final int NAMESPACES = 5;

    private final Inventory inventory;
    private final PrintWriter out;

    private final Optional<TextStyle> style;

    private InventoryText(Inventory inventory, PrintWriter out, Optional<TextStyle> style) {
        this.inventory = inventory;
        this.out = out;
        this.style = style;
    }

    /** Prints the inventory for a pipe or for a page. */
    public static void print(Inventory inventory, PrintWriter out) {
        print(inventory, out, Optional.empty());
    }

    /**
     * Prints the inventory.
     *
     * @param style style for the person at a terminal; empty for a pipe
     */
    public static void print(Inventory inventory, PrintWriter out, Optional<TextStyle> style) {
        var text = new InventoryText(inventory, out, style);
        text.line(VerdictWords.sentence(inventory));
        text.versions();
        text.stragglers();
        text.others();
        text.conditions();
        text.sources();
    }

    private void line(String text) {
        out.println(PathText.printable(text));
    }

    /** Prints one line for each version, with a column for the live state, for its history and for each backup. */
    private void versions() {
        List<Counted> sources = inventory.sources();
        var heads = new ArrayList<>(List.of("version", "live", "history"));
        sources.stream().skip(1).forEach(source -> heads.add(shortName(source)));
        heads.addAll(List.of("oldest write", "newest write"));
        var rows = new ArrayList<List<String>>();
        rows.add(heads);
        var versions = new TreeSet<Integer>();
        sources.forEach(source -> ours(source, tally -> true).forEach(tally -> versions.add(tally.version())));
        for (int version : versions) {
            Predicate<Tally> of = tally -> tally.version() == version;
            var row = new ArrayList<String>();
            row.add(version == 0 ? "not named" : Integer.toString(version));
            row.add(count(ours(inventory.live(), of.and(Tally::live))));
            row.add(
                    inventory.live().scan().historyRead()
                            ? count(ours(inventory.live(), of.and(tally -> !tally.live())))
                            : "not read");
            sources.stream().skip(1).forEach(source -> row.add(count(ours(source, of))));
            List<Tally> all = sources.stream()
                    .flatMap(source -> ours(source, of).stream())
                    .toList();
            row.add("rev " + all.stream().mapToLong(Tally::oldest).min().orElse(0));
            row.add("rev " + all.stream().mapToLong(Tally::newest).max().orElse(0));
            rows.add(row);
        }
        table(rows);
    }

    private static List<Tally> ours(Counted source, Predicate<Tally> which) {
        return source.count().tallies().stream()
                .filter(tally -> tally.category().ofThisProvider())
                .filter(which)
                .toList();
    }

    private static String count(List<Tally> tallies) {
        return Long.toString(tallies.stream().mapToLong(Tally::count).sum());
    }

    private static String shortName(Counted source) {
        String name = source.scan().name();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private void table(List<List<String>> rows) {
        out.println();
        for (List<String> row : rows) {
            var text = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                String cell = row.get(column);
                // Aligns names to the left and numbers to the right.
                text.append(
                        column == 0
                                ? cell + " ".repeat(width - cell.length())
                                : " ".repeat(width - cell.length() + 3) + cell);
            }
            line(text.toString());
        }
    }

    private void stragglers() {
        List<Tally> stragglers = inventory.stragglers();
        if (!stragglers.isEmpty()) {
            out.println();
            line(InventoryWords.NOT_REWRITTEN);
            stragglers.forEach(this::named);
        }
    }

    private void named(Tally tally) {
        line("  "
                + InventoryWords.ofVersion(
                        tally.count(),
                        tally.resource(),
                        tally.version(),
                        VerdictWords.title(tally.category()),
                        namespaces(tally)));
        tally.first().forEach(key -> line("    " + key));
        long more = tally.count() - tally.first().size();
        if (more > 0) {
            line("    " + InventoryWords.moreKeys(more));
        }
    }

    /** Returns the largest namespaces first, because a rewrite proceeds by namespace. */
    private static String namespaces(Tally tally) {
        String largest = tally.namespaces().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> each) -> -each.getValue()))
                .limit(NAMESPACES)
                .map(each -> InventoryWords.inNamespace(each.getValue(), namespace(each.getKey())))
                .collect(Collectors.joining(", "));
        int more = tally.namespaces().size() - NAMESPACES;
        return more > 0 ? largest + InventoryWords.inMoreNamespaces(more) : largest;
    }

    private static String namespace(String name) {
        return switch (name) {
            case Tally.NO_NAMESPACE -> InventoryWords.NO_NAMESPACE;
            case Tally.OTHER_NAMESPACES -> InventoryWords.OTHER_NAMESPACES;
            default -> name;
        };
    }

    /** Prints the objects that belong to another provider, or that are not in order. */
    private void others() {
        List<Tally> others =
                inventory.tallies(tally -> tally.category() != Category.OURS && tally.category() != Category.OUTSIDE);
        if (others.isEmpty()) {
            return;
        }
        out.println();
        line(InventoryWords.OTHER_OBJECTS);
        var plain = new TreeMap<String, Long>();
        for (Tally tally : others) {
            if (tally.category() == Category.PLAINTEXT) {
                plain.merge(tally.resource(), tally.count(), Long::sum);
            } else {
                line("  "
                        + InventoryWords.ofState(
                                tally.count(), tally.resource(), VerdictWords.title(tally.category()), tally.detail()));
                tally.first().forEach(key -> line("    " + key));
            }
        }
        if (!plain.isEmpty()) {
            line("  "
                    + InventoryWords.inPlaintext(plain.entrySet().stream()
                            .map(entry -> entry.getValue() + " of " + entry.getKey())
                            .collect(Collectors.joining(", "))));
        }
    }

    private void conditions() {
        out.println();
        line("conditions:");
        int number = 0;
        for (Condition condition : inventory.verdict().conditions()) {
            String cure = VerdictWords.cure(condition);
            String text = "[" + VerdictWords.name(condition.state()) + "] " + ++number + " "
                    + VerdictWords.title(condition.rule()) + ": " + condition.seen()
                    + (cure.isEmpty() ? "" : "; " + cure);
            style.ifPresentOrElse(some -> wrapped(some, condition, text), () -> line("  " + text));
        }
        inventory.verdict().findings().forEach(finding -> line("  " + finding));
    }

    private void wrapped(TextStyle some, Condition condition, String text) {
        Status status = switch (condition.state()) {
            case MET -> Status.PASS;
            case NOT_MET -> Status.FAIL;
            case UNKNOWN -> Status.WARN;
        };
        List<String> lines = some.wrapped(PathText.printable(text), 4);
        out.println("  " + some.mark(status) + " " + lines.getFirst());
        lines.stream().skip(1).forEach(more -> out.println("    " + more));
    }

    private void sources() {
        out.println();
        line("sources:");
        for (Counted source : inventory.sources()) {
            var scan = source.scan();
            line("  " + scan.name() + " ("
                    + scan.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "): "
                    + VerdictWords.figures(source));
            scan.hashKv().ifPresent(hash -> line("    HashKV " + InventoryJson.hex(hash) + compared(scan.name())));
            scan.compacted().ifPresent(revision -> line("    " + InventoryWords.compactedAt(revision)));
            for (Map.Entry<String, String> one : new TreeMap<>(scan.identity()).entrySet()) {
                line("    " + one.getKey() + " " + one.getValue());
            }
            scan.remarks().forEach(remark -> line("    " + remark));
            line("    "
                    + InventoryWords.seeds(
                            source.count().seeds(),
                            String.join(", ", source.count().prefixes())));
        }
    }

    private String compared(String name) {
        return switch (inventory.comparisons().get(name)) {
            case null -> "";
            case SAME -> InventoryWords.FILE_IS_THE_CLUSTER;
            case DIFFERENT -> InventoryWords.FILE_IS_ANOTHER_CLUSTER;
            case NOT_COMPARED -> InventoryWords.FILE_NOT_COMPARED;
        };
    }
}
