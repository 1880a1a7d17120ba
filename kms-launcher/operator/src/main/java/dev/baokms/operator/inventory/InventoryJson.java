package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Counted;
import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inventory for machines. Members may be added; existing ones keep their name and meaning. */
public final class InventoryJson {
    private InventoryJson() {}

    /** Returns maps and lists that can be written as JSON. */
    public static Map<String, @Nullable Object> of(Inventory inventory) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        var verdict = inventory.verdict();
        json.put("provider", inventory.subject().providerName());
        json.put("verdict", VerdictWords.sentence(inventory));
        json.put("safe", verdict.safe());
        json.put(
                "highestSafeMinDecryptionVersion",
                verdict.highestSafe().isPresent() ? verdict.highestSafe().getAsInt() : null);
        json.put("live", counts(inventory.liveByVersion()));
        json.put(
                "history",
                inventory.historyByVersion().map(InventoryJson::counts).orElse(null));
        json.put("plaintext", inventory.objects(Category.PLAINTEXT));
        json.put("foreign", inventory.objects(Category.FOREIGN));
        json.put("unknown", inventory.objects(Category.UNKNOWN, Category.UNREADABLE));
        json.put("damaged", inventory.objects(Category.CONTRADICTORY));
        json.put(
                "conditions",
                verdict.conditions().stream().map(InventoryJson::condition).toList());
        json.put("findings", verdict.findings());
        json.put(
                "stragglers",
                inventory.stragglers().stream().map(InventoryJson::tally).toList());
        json.put("sources", sources(inventory));
        json.put("at", inventory.at().toString());
        json.put("toolVersion", inventory.toolVersion());
        return json;
    }

    /** Uses the version in decimal as the member's name, because JSON has only text for names. */
    static Map<String, Long> counts(SortedMap<Integer, Long> counts) {
        var json = new LinkedHashMap<String, Long>();
        counts.forEach((version, count) -> json.put(Integer.toString(version), count));
        return json;
    }

    static Map<String, Object> condition(Condition condition) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", VerdictWords.name(condition.rule()));
        json.put("title", VerdictWords.title(condition.rule()));
        json.put("state", name(condition.state()));
        json.put("seen", condition.seen());
        json.put("cure", VerdictWords.cure(condition));
        return json;
    }

    /** Returns {@code met}, {@code not_met} or {@code unknown}. */
    static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static List<Map<String, Object>> sources(Inventory inventory) {
        var sources = new ArrayList<Map<String, Object>>();
        for (Counted source : inventory.sources()) {
            Scan.Complete scan = source.scan();
            var json = new LinkedHashMap<String, Object>();
            json.put("name", scan.name());
            json.put("kind", scan.kind().name().toLowerCase(Locale.ROOT));
            json.put("revision", scan.revision());
            scan.compacted().ifPresent(compacted -> json.put("compacted", compacted));
            json.put("historyRead", scan.historyRead());
            scan.statusHash().ifPresent(hash -> json.put("statusHash", hex(hash)));
            scan.size().ifPresent(size -> json.put("size", size));
            scan.hashKv().ifPresent(hash -> json.put("hashKv", hex(hash)));
            json.put("identity", new TreeMap<>(scan.identity()));
            Inventory.Comparison comparison = inventory.comparisons().get(scan.name());
            if (comparison != null) {
                json.put("comparison", comparison.name().toLowerCase(Locale.ROOT));
            }
            json.put("remarks", scan.remarks());
            json.put("prefixes", source.count().prefixes());
            json.put("seeds", source.count().seeds());
            json.put("complete", source.count().complete());
            json.put(
                    "rows",
                    source.count().tallies().stream().map(InventoryJson::tally).toList());
            sources.add(json);
        }
        return sources;
    }

    static Map<String, Object> tally(Tally tally) {
        var json = new LinkedHashMap<String, Object>();
        json.put("category", tally.category().name().toLowerCase(Locale.ROOT));
        json.put("version", tally.version());
        json.put("detail", tally.detail());
        json.put("resource", tally.resource());
        json.put("live", tally.live());
        json.put("count", tally.count());
        json.put("oldest", tally.oldest());
        json.put("newest", tally.newest());
        if (tally.category().encrypted()) {
            json.put("namespaces", tally.namespaces());
        }
        if (tally.category().namesSeed()) {
            var types = new LinkedHashMap<String, Long>();
            tally.seedTypes().forEach((type, count) -> types.put(name(type), count));
            json.put("seedTypes", types);
        }
        json.put("first", tally.first());
        return json;
    }

    /** Returns the Kubernetes name in lower case. */
    static String name(SeedType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** Returns eight digits, the form in which etcd's tools print a CRC. */
    static String hex(int hash) {
        return String.format(Locale.ROOT, "%08x", hash);
    }
}
