package dev.baokms.operator.disaster;

import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.Tally;
import dev.baokms.core.stored.Tally.Category;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.operator.disaster.BackupFindings.Conclusion;
import dev.baokms.operator.disaster.BackupFindings.ObjectCount;
import dev.baokms.telemetry.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The findings about a backup, for a person to file and for machines. */
public final class BackupReport {
    private final BackupFindings found;
    private final String provider;
    private final String fingerprint;

    BackupReport(BackupFindings found, String provider, String fingerprint) {
        this.found = found;
        this.provider = provider;
        this.fingerprint = fingerprint;
    }

    /** Returns 0 when every object opened, 4 otherwise. */
    public int exitCode() {
        return found.conclusion() == Conclusion.ALL_OPEN ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    /**
     * Prints the report.
     *
     * @param openBao the addresses, as configured
     * @param ended when the run ended
     * @param version the version of this program
     */
    public void print(PrintWriter out, boolean json, List<String> openBao, Instant ended, String version) {
        if (json) {
            out.println(PathText.printable(Json.of(json(openBao, ended, version))));
        } else {
            text(openBao, ended, version).forEach(line -> out.println(PathText.printable(line)));
        }
    }

    private String sentence() {
        return switch (found.conclusion()) {
            case ALL_OPEN -> DisasterTexts.allOpen(in(found.opened()));
            case WOULD_LOSE -> DisasterTexts.wouldLose(in(found.lost()), in(found.encrypted()));
            case NOT_PROVEN -> DisasterTexts.notAllProven(in(found.notProven()));
            case NOTHING_THERE -> DisasterTexts.nothingOf(provider);
        };
    }

    private static String in(ObjectCount count) {
        return count.live() + (count.superseded() == 0 ? "" : " and " + count.superseded() + " superseded");
    }

    private List<String> text(List<String> openBao, Instant ended, String version) {
        var lines = new ArrayList<String>();
        Scan.Complete snapshot = found.snapshot();
        lines.add(sentence());
        lines.add("snapshot: " + snapshot.name() + ", " + snapshot.kind().name().toLowerCase(Locale.ROOT)
                + ", revision " + snapshot.revision());
        new TreeMap<>(snapshot.identity()).forEach((name, value) -> lines.add("snapshot " + name + ": " + value));
        lines.add("provider: " + provider + ", configuration " + fingerprint);
        lines.add("openbao: " + String.join(", ", openBao));
        lines.add("key: " + found.served() + ", read at " + found.readAt());
        lines.add(DisasterTexts.seeds(found.seeds()));
        lines.add("opened: " + in(found.opened()));
        lines.add(DisasterTexts.wouldBeLost(in(found.lost())));
        lines.add("not proven: " + in(found.notProven())
                + found.why().map(why -> "; " + why).orElse(""));
        for (Losses.Loss loss : found.losses()) {
            lines.add("lost: " + in(new ObjectCount(loss.live(), loss.superseded())) + ": " + loss.reason());
            loss.first().forEach(name -> lines.add("  " + name));
        }
        for (Category category : List.of(Category.PLAINTEXT, Category.FOREIGN, Category.UNKNOWN)) {
            lines.add(words(category) + ": " + count(category));
            found.count().tallies().stream()
                    .filter(tally -> tally.category() == category && tally.live())
                    .forEach(tally -> lines.add("  " + tally.count() + " " + tally.resource() + ", " + tally.detail()));
        }
        snapshot.remarks().forEach(remark -> lines.add("remark: " + remark));
        lines.add(DisasterTexts.endedAt(ended, version));
        return lines;
    }

    private long count(Category category) {
        return found.count().tallies().stream()
                .filter(tally -> tally.category() == category && tally.live())
                .mapToLong(Tally::count)
                .sum();
    }

    private static String words(Category category) {
        return switch (category) {
            case PLAINTEXT -> "not encrypted";
            case FOREIGN -> DisasterTexts.OF_OTHERS;
            case UNKNOWN -> DisasterTexts.OF_UNKNOWN_FORM;
            case OURS, CONTRADICTORY, UNREADABLE, OUTSIDE -> category.name().toLowerCase(Locale.ROOT);
        };
    }

    private Map<String, Object> json(List<String> openBao, Instant ended, String version) {
        Scan.Complete snapshot = found.snapshot();
        var file = new LinkedHashMap<String, Object>();
        file.put("name", snapshot.name());
        file.put("kind", snapshot.kind().name().toLowerCase(Locale.ROOT));
        file.put("revision", snapshot.revision());
        snapshot.compacted().ifPresent(compacted -> file.put("compacted", compacted));
        snapshot.size().ifPresent(size -> file.put("size", size));
        snapshot.statusHash().ifPresent(hash -> file.put("statusHash", Integer.toHexString(hash)));
        snapshot.hashKv().ifPresent(hash -> file.put("hashKv", Integer.toHexString(hash)));
        file.put("identity", new TreeMap<>(snapshot.identity()));
        var read = found.served().read();
        var key = new LinkedHashMap<String, Object>();
        key.put("latestVersion", read.latestVersion());
        key.put("minDecryptionVersion", read.minDecryptionVersion());
        key.put("readAt", found.readAt());
        var json = new LinkedHashMap<String, Object>();
        json.put("name", "verify-backup");
        json.put("verdict", found.conclusion().name().toLowerCase(Locale.ROOT));
        json.put("sentence", sentence());
        json.put("snapshot", file);
        json.put("provider", provider);
        json.put("fingerprint", fingerprint);
        json.put("openbao", openBao);
        json.put("key", key);
        json.put("seeds", seeds());
        json.put("opened", object(found.opened()));
        json.put("lost", object(found.lost()));
        json.put("notProven", object(found.notProven()));
        found.why().ifPresent(why -> json.put("why", why));
        json.put("losses", found.losses().stream().map(BackupReport::loss).toList());
        json.put("plaintext", count(Category.PLAINTEXT));
        json.put("foreign", count(Category.FOREIGN));
        json.put("unknown", count(Category.UNKNOWN));
        json.put("remarks", snapshot.remarks());
        json.put("ended", ended);
        json.put("version", version);
        return json;
    }

    private Map<String, Object> seeds() {
        var seeds = new LinkedHashMap<String, Object>();
        seeds.put("all", found.seeds().all());
        seeds.put("unwrapped", found.seeds().unwrapped());
        seeds.put("provenBefore", found.seeds().before());
        seeds.put("lost", found.seeds().lost());
        seeds.put("notProven", found.seeds().notProven());
        return seeds;
    }

    private static Map<String, Object> object(ObjectCount count) {
        var json = new LinkedHashMap<String, Object>();
        json.put("live", count.live());
        json.put("superseded", count.superseded());
        return json;
    }

    private static Map<String, Object> loss(Losses.Loss loss) {
        var json = new LinkedHashMap<String, Object>();
        json.put("reason", loss.reason());
        json.put("live", loss.live());
        json.put("superseded", loss.superseded());
        json.put("first", loss.first());
        return json;
    }
}
