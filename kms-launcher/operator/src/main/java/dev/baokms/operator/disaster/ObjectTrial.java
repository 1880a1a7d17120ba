package dev.baokms.operator.disaster;

import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.operator.disaster.SplitValue.Halves;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot again and opens every object with a known seed, on all processors. */
final class ObjectTrial implements RowSource.Rows {
    private static final int BATCHES_PER_WORKER = 3;

    private final SeedBook book;
    private final Losses losses;
    private final BooleanSupplier stopped;
    private final ProofProgress progress;
    private final BlockingQueue<RowBatch> free;
    private final BlockingQueue<RowBatch> filled;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();
    private final AtomicLong tried = new AtomicLong();
    private final long objects;
    private @Nullable RowBatch filling;

    ObjectTrial(SeedBook book, Losses losses, int processors, BooleanSupplier stopped, ProofProgress progress) {
        this.book = book;
        this.losses = losses;
        this.stopped = stopped;
        this.progress = progress;
        this.objects = book.seeds().stream().mapToLong(BookedSeed::objects).sum();
        int batches = BATCHES_PER_WORKER * processors;
        free = new ArrayBlockingQueue<>(batches);
        filled = new ArrayBlockingQueue<>(batches + processors);
        for (int i = 0; i < batches; i++) {
            free.add(new RowBatch());
        }
        for (int i = 0; i < processors; i++) {
            workers.add(new Worker(book.seeds().size()));
        }
    }

    /** Reads the whole source. The outcome is in {@link #opened} and in the losses. */
    Scan read(RowSource source) throws InterruptedException {
        workers.forEach(Worker::start);
        Scan scan;
        try {
            scan = source.read(this);
            hand();
        } finally {
            end();
        }
        Throwable found = bug.get();
        if (found != null) {
            throw new IllegalStateException("an object could not be tried", found);
        }
        return scan;
    }

    private void end() throws InterruptedException {
        for (int i = 0; i < workers.size(); i++) {
            filled.put(Worker.END);
        }
        for (Worker worker : workers) {
            worker.thread.join();
        }
    }

    /** Returns how many live or superseded objects of a seed opened. */
    long opened(BookedSeed seed, boolean live) {
        return workers.stream()
                .mapToLong(worker -> (live ? worker.openedLive : worker.openedSuperseded)[seed.place()])
                .sum();
    }

    @Override
    public void begin(long revision) {
        if (filling != null) {
            throw new IllegalStateException("a file began twice");
        }
    }

    @Override
    public void row(StoredRow row) {
        if (stopped.getAsBoolean()) {
            throw new StoppedException();
        }
        if (row.deletion() || !isMaybeOurs(row)) {
            return;
        }
        if (filling == null) {
            filling = taken();
        }
        if (!filling.add(row)) {
            hand();
            filling = taken();
            filling.add(row);
        }
    }

    /** Rejects values that are clearly not encrypted, to save a copy; the workers check more closely. */
    private static boolean isMaybeOurs(StoredRow row) {
        int at = row.value().position();
        return row.value().remaining() > 4
                && row.value().get(at) == 'k'
                && row.value().get(at + 3) == ':';
    }

    @Override
    public void progress(double share) {
        progress.tried(tried.get(), objects);
    }

    private RowBatch taken() {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private void hand() {
        if (filling != null) {
            // Never blocks, because the queue has room for all batches.
            filled.add(filling);
            filling = null;
        }
    }

    /** Works on one processor's share. */
    private final class Worker implements Runnable {
        static final RowBatch END = new RowBatch();

        final long[] openedLive;
        final long[] openedSuperseded;
        private final EnvelopeOpener opener = new EnvelopeOpener();
        private byte[] scratch = new byte[1 << 14];
        private final Thread thread = Thread.ofPlatform().name("verify-backup").unstarted(this);

        Worker(int seeds) {
            openedLive = new long[seeds];
            openedSuperseded = new long[seeds];
        }

        void start() {
            thread.start();
        }

        @Override
        public void run() {
            try {
                for (RowBatch batch = filled.take(); batch != END; batch = filled.take()) {
                    // After a bug, batches only circulate, so that the reader reaches its end.
                    if (bug.get() == null) {
                        tryAll(batch);
                    }
                    batch.clear();
                    free.add(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void tryAll(RowBatch batch) {
            try {
                for (int row = 0; row < batch.rows(); row++) {
                    Stretch value = batch.value(row);
                    if (book.split().isOurs(value)) {
                        tryOne(batch.key(row), value, batch.live(row));
                    }
                }
                tried.addAndGet(batch.rows());
            } catch (RuntimeException | Error e) {
                bug.set(e);
            }
        }

        private void tryOne(Stretch key, Stretch value, boolean live) {
            Halves halves = book.halves(value);
            if (halves == null) {
                // The first reading has counted this value, with the reason.
                return;
            }
            BookedSeed seed = book.find(halves.rest());
            if (seed == null) {
                losses.add(DisasterTexts.CHANGED_SINCE, key, live);
                return;
            }
            switch (seed.state()) {
                case SeedState.Ready(var secret) -> {
                    int room = Math.max(
                            0,
                            EnvelopeOpener.plaintextBytes(
                                    seed.type(), halves.data().length()));
                    if (room > scratch.length) {
                        scratch = new byte[room];
                    }
                    boolean good = opener.open(seed.type(), secret, halves.data(), key, scratch);
                    Arrays.fill(scratch, 0, room, (byte) 0);
                    if (good) {
                        (live ? openedLive : openedSuperseded)[seed.place()]++;
                    } else {
                        losses.add(DisasterTexts.NOT_AUTHENTIC, key, live);
                    }
                }
                case SeedState.Lost(String reason) -> losses.add(reason, key, live);
                case SeedState.NotAsked notYet -> {}
                case SeedState.Tried before -> {}
                case SeedState.ProvenBefore before -> {}
                case SeedState.Unanswered unknown -> {}
            }
        }
    }
}
