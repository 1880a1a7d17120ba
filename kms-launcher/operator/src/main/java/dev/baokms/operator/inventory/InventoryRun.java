package dev.baokms.operator.inventory;

import dev.baokms.core.stored.Census;
import dev.baokms.core.stored.Counted;
import dev.baokms.core.stored.Coverage;
import dev.baokms.core.stored.Evidence;
import dev.baokms.core.stored.Evidence.Watched;
import dev.baokms.core.stored.LiveSource;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RetirementVerdict;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.operator.inventory.Inventory.Comparison;
import dev.baokms.operator.report.ProgressLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads every source to its end, one after the other, and judges. One refused source stops the run, because a partial
 * count would be mistaken for a complete one.
 */
public final class InventoryRun {
    /** The outcome of a run. */
    public sealed interface Result {
        record Done(Inventory inventory) implements Result {}

        record Refused(Scan.Refused refusal) implements Result {}
    }

    /**
     * What an operator specifies besides the sources.
     *
     * @param agreedSince the time since which everyone uses the newest key_id
     * @param watch how long the cluster is watched after the scan
     * @param coverage what is to be encrypted
     * @param backupsComplete whether all backups that are kept are among the sources
     * @param allNames whether every key is to be named
     */
    public record Wish(
            Optional<Instant> agreedSince,
            Optional<Duration> watch,
            Optional<Coverage> coverage,
            boolean backupsComplete,
            boolean allNames) {}

    private final OurKey key;
    private final Wish wish;
    private final ProgressLine progress;
    private final InstantSource clock;

    public InventoryRun(OurKey key, Wish wish, ProgressLine progress, InstantSource clock) {
        this.key = key;
        this.wish = wish;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Runs the inventory. Blocks for as long as the sources take.
     *
     * @param cluster the source that is asked first, if there is one
     * @param files in the order in which they were named; at least one when there is no cluster
     */
    public Result run(Optional<RowSource> cluster, List<RowSource> files, Inventory.Asked subject, String toolVersion) {
        Instant started = now();
        var sources = new ArrayList<Counted>();
        var all = new ArrayList<RowSource>();
        cluster.ifPresent(all::add);
        all.addAll(files);
        Optional<Watched> watched = Optional.empty();
        for (RowSource source : all) {
            var census = new Census(key, wish.allNames);
            switch (progress.read(source, census)) {
                case Scan.Refused refused -> {
                    return new Result.Refused(refused);
                }
                case Scan.Complete scan -> sources.add(new Counted(scan, census.count()));
            }
            // Watch before the files are read, so that writes during that time are seen too.
            if (sources.size() == 1 && source instanceof LiveSource live && wish.watch.isPresent()) {
                watched = watch(live, sources.getFirst().scan().revision(), wish.watch.get());
            }
        }
        if (cluster.isEmpty()) {
            sources.sort(
                    Comparator.comparingLong((Counted source) -> source.scan().revision())
                            .reversed());
        }
        var evidence = new Evidence(
                now(), wish.agreedSince, cluster.map(asked -> started), watched, wish.coverage, wish.backupsComplete);
        return new Result.Done(new Inventory(
                subject,
                sources,
                cluster.isPresent() ? comparisons(cluster.get(), sources) : Map.of(),
                RetirementVerdict.of(sources, evidence),
                now(),
                toolVersion));
    }

    /** Returns the current time, rounded down to the second so that it is never in the future. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Watches the cluster; empty when the watch was refused. The verdict then says that nothing was watched. */
    private Optional<Watched> watch(LiveSource live, long after, Duration howLong) {
        var census = new Census(key, false);
        Instant from = clock.instant();
        progress.say(InventoryWords.watching(howLong));
        Scan scan = live.watch(after, howLong, census);
        progress.done();
        return scan instanceof Scan.Complete
                ? Optional.of(new Watched(Duration.between(from, clock.instant()), census.count(), true))
                : Optional.empty();
    }

    private static Map<String, Comparison> comparisons(RowSource cluster, List<Counted> sources) {
        var comparisons = new LinkedHashMap<String, Comparison>();
        for (Counted source : sources.subList(1, sources.size())) {
            Comparison comparison = Comparison.NOT_COMPARED;
            if (cluster instanceof LiveSource live && source.scan().hashKv().isPresent()) {
                OptionalInt answered = live.hashKv(source.scan().revision());
                if (answered.isPresent()) {
                    comparison = answered.equals(source.scan().hashKv()) ? Comparison.SAME : Comparison.DIFFERENT;
                }
            }
            comparisons.put(source.scan().name(), comparison);
        }
        return comparisons;
    }
}
