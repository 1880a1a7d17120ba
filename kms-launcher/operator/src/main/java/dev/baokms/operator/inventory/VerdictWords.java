package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Counted;
import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.RetirementVerdict.Requirement;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** The verdict for people: one sentence, and for each condition what would settle it. */
public final class VerdictWords {
    private VerdictWords() {}

    /** Returns the sentence that an operator looks for first. */
    public static String sentence(Inventory inventory) {
        var verdict = inventory.verdict();
        if (verdict.highestSafe().isEmpty()) {
            return unknown(inventory);
        }
        int highest = verdict.highestSafe().getAsInt();
        if (verdict.safe()) {
            return "safe: min_decryption_version may be raised to " + highest
                    + "; nothing in these sources needs an older version"
                    + notRewritten(inventory).map(those -> ", but " + those).orElse("");
        }
        return "not yet: "
                + stillNeeded(inventory, highest).orElse("nothing in these sources needs a version below " + highest)
                + "; of six conditions " + count(inventory, State.NOT_MET) + " not met and "
                + count(inventory, State.UNKNOWN) + " not known";
    }

    private static String unknown(Inventory inventory) {
        boolean complete =
                inventory.sources().stream().allMatch(source -> source.count().complete());
        if (!complete) {
            return "not known: there are more kinds of rows than any cluster has, and not all were told apart; see"
                    + " which store this is";
        }
        long broken = inventory.sources().stream()
                .mapToLong(source ->
                        source.count().sum(tally -> tally.category().ofThisProvider() && tally.version() == 0))
                .sum();
        return broken > 0
                ? "not known: " + rows(broken)
                        + " of this provider name no version, so they may need any; see what they are"
                : "nothing found: no object of provider " + inventory.subject().providerName()
                        + "; see whether it is the name in the EncryptionConfiguration";
    }

    private static Optional<String> notRewritten(Inventory inventory) {
        SortedMap<Integer, Long> live = inventory.liveByVersion();
        if (live.isEmpty() || live.firstKey().equals(live.lastKey())) {
            return Optional.empty();
        }
        long objects = live.headMap(live.lastKey()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return Optional.of(
                objects(objects) + " still of versions below " + live.lastKey() + ", the lowest is " + live.firstKey());
    }

    /** Says what keeps the number low. */
    private static Optional<String> stillNeeded(Inventory inventory, int highest) {
        SortedMap<Integer, Long> live = inventory.liveByVersion();
        Optional<String> behind = notRewritten(inventory);
        if (behind.isPresent()) {
            return behind;
        }
        if (!live.isEmpty() && live.firstKey() <= highest) {
            return Optional.empty();
        }
        long past = inventory.live().count().sum(tally -> !tally.live() && needs(tally, highest));
        if (past > 0) {
            return Optional.of(rows(past) + " deleted or superseded can still be served and need version " + highest);
        }
        return inventory.sources().stream()
                .skip(1)
                .filter(source -> source.count().sum(tally -> needs(tally, highest)) > 0)
                .map(source -> source.scan().name() + " still needs version " + highest)
                .findFirst();
    }

    private static boolean needs(Tally tally, int version) {
        return tally.category().ofThisProvider() && tally.version() == version;
    }

    private static long count(Inventory inventory, State state) {
        return inventory.verdict().conditions().stream()
                .filter(condition -> condition.state() == state)
                .count();
    }

    private static String objects(long count) {
        return count == 1 ? "1 live object is" : count + " live objects are";
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    /** Returns the published name: {@code met}, {@code not met}, {@code unknown}. */
    static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns the published name, such as {@code scanned_after}. */
    static String name(Requirement rule) {
        return rule.name().toLowerCase(Locale.ROOT);
    }

    static String title(Requirement rule) {
        return switch (rule) {
            case AGREED -> "every daemon and every API server uses the newest key_id";
            case SCANNED_AFTER -> "the scan was made after that";
            case WATCHED -> "no write after the scan was under an older version";
            case COMPACTED -> "compaction has passed the last old row";
            case ENCRYPTED -> "everything to be encrypted is encrypted by this provider";
            case BACKUPS -> "every backup that is kept was read";
        };
    }

    /** Says what would settle the condition; empty when it is met. */
    public static String cure(Condition condition) {
        return switch (condition.state()) {
            case MET -> "";
            case NOT_MET -> change(condition.rule());
            case UNKNOWN -> question(condition.rule());
        };
    }

    private static String change(Requirement rule) {
        return switch (rule) {
            case AGREED -> "wait until four minutes have passed";
            case SCANNED_AFTER -> "run it again now";
            case WATCHED -> "restart the API server that still writes with the old seed, and rewrite what it wrote";
            case COMPACTED ->
                "wait: the API server compacts every five minutes what is older than that; then run it again";
            case ENCRYPTED -> "look at the objects named above; rewrite them, or find who wrote them";
            case BACKUPS -> "name every snapshot that is kept";
        };
    }

    private static String question(Requirement rule) {
        return switch (rule) {
            case AGREED ->
                "run verify-rotation on each node, compare"
                        + " apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds of each API server,"
                        + " and give the time since when with --agreed-since";
            case SCANNED_AFTER -> "read the cluster itself with --endpoints, and give --agreed-since";
            case WATCHED -> "watch the cluster with --endpoints and --watch 10m";
            case COMPACTED -> "give an etcd that lets a snapshot be taken, or a snapshot";
            case ENCRYPTED ->
                "give the API server's file with --encryption-config, and every etcd that holds these resources";
            case BACKUPS -> "name every snapshot that is kept with --snapshot, then say so with --backups-complete";
        };
    }

    /** Returns the words for a category, including those shown beside this provider's objects. */
    static String title(Category category) {
        return switch (category) {
            case OURS -> "in order";
            case CONTRADICTORY -> "damaged";
            case UNREADABLE -> "unreadable";
            case FOREIGN -> "another provider's";
            case PLAINTEXT -> "plaintext";
            case UNKNOWN -> "unknown";
            case OUTSIDE -> "no objects";
        };
    }

    /** Returns the figures that etcd's own tool prints for a file, for comparison by eye. */
    static String figures(Counted source) {
        var scan = source.scan();
        String hash = scan.statusHash().isPresent()
                ? String.format(Locale.ROOT, "hash %08x, ", scan.statusHash().getAsInt())
                : "";
        String keys =
                scan.identity().containsKey("total-keys") ? scan.identity().get("total-keys") + " keys, " : "";
        String size = scan.size().isPresent() ? scan.size().getAsLong() + " bytes" : "";
        String figures = hash + "revision " + scan.revision() + ", " + keys + size;
        return figures.replaceAll(", $", "");
    }
}
