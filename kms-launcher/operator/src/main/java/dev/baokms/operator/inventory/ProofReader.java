package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.core.stored.RetirementVerdict;
import dev.baokms.core.stored.RetirementVerdict.Requirement;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import dev.baokms.operator.inventory.Proof.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes a proof apart and counts again: its sums and its verdict must follow from its rows. */
final class ProofReader {
    /** Stops the reading of a document. The reader turns it into a result. */
    private static final class NotAProofException extends Exception {
        private static final long serialVersionUID = 1;

        NotAProofException(String reason) {
            super(reason);
        }
    }

    private final Map<?, ?> members;
    private final List<List<Tally>> sources = new ArrayList<>();
    private long revision;
    private Optional<String> clusterId = Optional.empty();
    private boolean complete = true;

    private ProofReader(Map<?, ?> members) {
        this.members = members;
    }

    static Reading of(Map<?, ?> members) {
        try {
            return new Reading.Valid(new ProofReader(members).read());
        } catch (NotAProofException e) {
            return new Reading.Broken(String.valueOf(e.getMessage()));
        }
    }

    private Proof read() throws NotAProofException {
        require(text(members, "schema").equals(Proof.SCHEMA), ProofTexts.OTHER_SCHEMA);
        for (Object source : list(members, "sources")) {
            readSource(map(source));
        }
        require(!sources.isEmpty(), ProofTexts.NO_SOURCE);
        checkSums();
        OptionalInt highest = complete ? RetirementVerdict.highestSafe(sources) : OptionalInt.empty();
        Object said = members.get("highestSafeMinDecryptionVersion");
        require(
                highest.isPresent() ? Long.valueOf(highest.getAsInt()).equals(said) : said == null,
                ProofTexts.HIGHEST_DOES_NOT_FOLLOW);
        List<String> open = open();
        boolean safe = open.isEmpty() && highest.isPresent();
        require(Boolean.valueOf(safe).equals(members.get("safe")), ProofTexts.VERDICT_DOES_NOT_FOLLOW);
        return new Proof(
                text(members, "digest"),
                text(members, "provider"),
                optional("scope"),
                optional("state"),
                clusterId,
                revision,
                highest,
                open);
    }

    private void readSource(Map<?, ?> source) throws NotAProofException {
        long at = number(source, "revision");
        if (sources.isEmpty()) {
            revision = at;
            clusterId = map(source.get("identity")).get("cluster-id") instanceof String id
                    ? Optional.of(id)
                    : Optional.empty();
        }
        complete &= Boolean.TRUE.equals(source.get("complete"));
        var rows = new ArrayList<Tally>();
        for (Object row : list(source, "rows")) {
            Tally tally = tally(map(row));
            require(
                    tally.count() > 0
                            && tally.oldest() <= tally.newest()
                            && tally.newest() <= at
                            && tally.first().size() <= tally.count(),
                    ProofTexts.IMPOSSIBLE_ROWS);
            rows.add(tally);
        }
        sources.add(rows);
    }

    private static Tally tally(Map<?, ?> row) throws NotAProofException {
        String category = text(row, "category");
        Optional<Category> known = Arrays.stream(Category.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(category))
                .findFirst();
        long version = number(row, "version");
        require(known.isPresent() && version >= 0 && version <= Integer.MAX_VALUE, ProofTexts.UNKNOWN_ROW);
        var first = new ArrayList<String>();
        for (Object key : list(row, "first")) {
            first.add(String.valueOf(key));
        }
        var seedTypes = new TreeMap<SeedType, Long>();
        for (Map.Entry<String, Long> each :
                parts(row, "seedTypes", known.get().namesSeed()).entrySet()) {
            seedTypes.put(seedType(each.getKey()), each.getValue());
        }
        return new Tally(
                known.get(),
                (int) version,
                text(row, "detail"),
                text(row, "resource"),
                Boolean.TRUE.equals(row.get("live")),
                number(row, "count"),
                number(row, "oldest"),
                number(row, "newest"),
                parts(row, "namespaces", known.get().encrypted()),
                seedTypes,
                first);
    }

    private static SeedType seedType(String name) throws NotAProofException {
        for (SeedType each : SeedType.values()) {
            if (InventoryJson.name(each).equals(name)) {
                return each;
            }
        }
        throw new NotAProofException(ProofTexts.UNKNOWN_SEED);
    }

    /** Returns the parts of a row by name. Together they must add up to the row. */
    private static SortedMap<String, Long> parts(Map<?, ?> row, String name, boolean due) throws NotAProofException {
        var parts = new TreeMap<String, Long>();
        if (!due) {
            return parts;
        }
        long left = number(row, "count");
        for (Map.Entry<?, ?> each : map(row.get(name)).entrySet()) {
            require(
                    each.getValue() instanceof Long count && count > 0 && count <= left,
                    ProofTexts.partsDoNotAddUp(name));
            parts.put(String.valueOf(each.getKey()), (Long) each.getValue());
            left -= (Long) each.getValue();
        }
        require(left == 0, ProofTexts.partsDoNotAddUp(name));
        return parts;
    }

    private void checkSums() throws NotAProofException {
        checkVersions("live", Tally::live);
        if (members.get("history") != null) {
            checkVersions("history", tally -> !tally.live());
        }
        checkSum("plaintext", Category.PLAINTEXT);
        checkSum("foreign", Category.FOREIGN);
        checkSum("damaged", Category.CONTRADICTORY);
        checkSum("unknown", Category.UNKNOWN, Category.UNREADABLE);
    }

    private void checkVersions(String name, Predicate<Tally> which) throws NotAProofException {
        var counted = new TreeMap<String, Long>();
        sources.getFirst().stream()
                .filter(which)
                .filter(tally -> tally.version() > 0 && tally.category().ofThisProvider())
                .forEach(tally -> counted.merge(Integer.toString(tally.version()), tally.count(), Long::sum));
        require(counted.equals(map(members.get(name))), ProofTexts.doesNotFollow(name));
    }

    private void checkSum(String name, Category... categories) throws NotAProofException {
        long sum = sources.getFirst().stream()
                .filter(tally -> tally.live() && List.of(categories).contains(tally.category()))
                .mapToLong(Tally::count)
                .sum();
        require(sum == number(members, name), ProofTexts.doesNotFollow(name));
    }

    /** Returns the open conditions. All six conditions must be present, each once and in order. */
    private List<String> open() throws NotAProofException {
        List<?> conditions = list(members, "conditions");
        require(conditions.size() == Requirement.values().length, ProofTexts.OTHER_CONDITIONS);
        var open = new ArrayList<String>();
        int at = 0;
        for (Requirement rule : Requirement.values()) {
            Map<?, ?> condition = map(conditions.get(at++));
            require(text(condition, "id").equals(VerdictWords.name(rule)), ProofTexts.OTHER_CONDITIONS);
            if (!text(condition, "state").equals(InventoryJson.name(State.MET))) {
                open.add(VerdictWords.name(rule));
            }
        }
        return open;
    }

    private Optional<String> optional(String name) throws NotAProofException {
        return members.containsKey(name) ? Optional.of(text(members, name)) : Optional.empty();
    }

    private static void require(boolean holds, String otherwise) throws NotAProofException {
        if (!holds) {
            throw new NotAProofException(otherwise);
        }
    }

    private static Map<?, ?> map(@Nullable Object value) throws NotAProofException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new NotAProofException(ProofTexts.NO_OBJECT);
    }

    private static List<?> list(Map<?, ?> parent, String name) throws NotAProofException {
        if (parent.get(name) instanceof List<?> list) {
            return list;
        }
        throw new NotAProofException(ProofTexts.noList(name));
    }

    private static String text(Map<?, ?> parent, String name) throws NotAProofException {
        if (parent.get(name) instanceof String text) {
            return text;
        }
        throw new NotAProofException(ProofTexts.noText(name));
    }

    private static long number(Map<?, ?> parent, String name) throws NotAProofException {
        if (parent.get(name) instanceof Long number) {
            return number;
        }
        throw new NotAProofException(ProofTexts.noNumber(name));
    }
}
