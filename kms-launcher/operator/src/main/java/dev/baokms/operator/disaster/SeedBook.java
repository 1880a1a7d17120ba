package dev.baokms.operator.disaster;

import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.Census;
import dev.baokms.core.stored.Envelope;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.operator.disaster.SplitValue.Halves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The first reading of a snapshot: finds the seeds that its objects need, and counts everything else. */
final class SeedBook implements RowSource.Rows {
    private final SplitValue split;
    private final int mostSeeds;
    private final BooleanSupplier stopped;
    private final ProofProgress progress;
    private final Census census;
    private final List<BookedSeed> seeds = new ArrayList<>();
    private final Map<Stretch, BookedSeed> byRest = new HashMap<>();

    private byte[] copy = new byte[4096];
    private boolean full;

    /**
     * Creates an empty book.
     *
     * @param mostSeeds the most seeds that fit into the memory; more are not kept
     */
    SeedBook(
            OurKey key,
            SplitValue split,
            int mostSeeds,
            boolean allNames,
            BooleanSupplier stopped,
            ProofProgress progress) {
        this.split = split;
        this.mostSeeds = mostSeeds;
        this.stopped = stopped;
        this.progress = progress;
        this.census = new Census(key, allNames);
    }

    @Override
    public void begin(long revision) {
        census.begin(revision);
        seeds.clear();
        byRest.clear();
        full = false;
    }

    @Override
    public void row(StoredRow row) {
        if (stopped.getAsBoolean()) {
            throw new StoppedException();
        }
        census.row(row);
        if (row.deletion()) {
            return;
        }
        int length = row.value().remaining();
        if (length > copy.length) {
            copy = new byte[length * 2];
        }
        row.value().get(row.value().position(), copy, 0, length);
        var value = new Stretch(copy, 0, length);
        if (split.isOurs(value)) {
            Halves halves = halves(value);
            BookedSeed seed = halves == null ? null : seed(halves.rest());
            if (seed != null) {
                seed.booked(row.live());
            }
        }
    }

    @Override
    public void progress(double share) {
        progress.reading(share);
    }

    /** Splits a value of this provider as every reading does; null when it cannot be read. Any thread may call it. */
    @Nullable
    Halves halves(Stretch value) {
        Halves written = split.asWritten(value);
        // The map contains only rests that were found whole. The long way is for the first object of a seed and for
        // unusual values.
        return written != null && (byRest.containsKey(written.rest()) || split.isWhole(written.rest()))
                ? written
                : split.read(value).orElse(null);
    }

    private @Nullable BookedSeed seed(Stretch rest) {
        BookedSeed known = byRest.get(rest);
        if (known != null) {
            return known;
        }
        Optional<Envelope> envelope = split.envelope(rest);
        if (envelope.isEmpty()) {
            return null;
        }
        if (seeds.size() == mostSeeds) {
            full = true;
            return null;
        }
        byte[] kept = rest.copy();
        var seed =
                new BookedSeed(Stretch.of(kept), Sha256.of(kept), envelope.get().seedType(), seeds.size());
        seeds.add(seed);
        byRest.put(seed.rest(), seed);
        return seed;
    }

    /** Whether the snapshot has more seeds than fit. Then nothing can be proven. */
    boolean full() {
        return full;
    }

    List<BookedSeed> seeds() {
        return seeds;
    }

    @Nullable
    BookedSeed find(Stretch rest) {
        return byRest.get(rest);
    }

    /** Returns the request to OpenBao for a seed. */
    SeedRequest request(BookedSeed seed) {
        return split.envelope(seed.rest()).map(SeedRequest::of).orElseThrow();
    }

    Census census() {
        return census;
    }

    SplitValue split() {
        return split;
    }
}
