package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.stored.Count;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.Tally;
import dev.baokms.operator.disaster.BackupFindings.ObjectCount;
import dev.baokms.operator.disaster.BackupFindings.SeedCount;
import dev.baokms.telemetry.FailureText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether an OpenBao opens every encrypted object of a snapshot. Has each distinct seed unwrapped once, then
 * opens each object locally. Reads the file once to find the seeds, and once more for each round of requests.
 */
public final class BackupProof {
    /** What the operator asks for. */
    public record Wish(int seedsPerSecond, boolean allNames, Optional<Path> journal) {}

    /** How the run ended. */
    public sealed interface Result {
        /**
         * The run ended with findings.
         *
         * @param findings the findings of the whole run, or of the part before it was stopped
         */
        record Done(BackupReport findings) implements Result {}

        /**
         * The run was refused.
         *
         * @param problem what was refused, and the cure
         */
        record Refused(String problem) implements Result {}
    }

    /** A seed takes 1 KiB, with all that is kept for it. Seeds may fill an eighth of the memory. */
    private static final int BYTES_PER_SEED = 1 << 13;

    private static final int MOST_SEEDS = 1 << 20;
    /** The length of a round of requests, which is the most that a crash can cost a run with a journal. */
    private static final int ROUND_SECONDS = 60;

    private static final int LEAST_ROUND = 100;

    private final OurKey key;
    private final String fingerprint;
    private final KeyPort port;
    private final Wish wish;
    private final BooleanSupplier stopped;
    private final ProofProgress progress;
    private final InstantSource clock;
    private int roundSize;

    /**
     * Creates a proof.
     *
     * @param fingerprint fingerprint of the identity that key_ids derive from
     * @param stopped whether the operator wants to stop; called often, from any thread
     */
    public BackupProof(
            OurKey key,
            String fingerprint,
            KeyPort port,
            Wish wish,
            BooleanSupplier stopped,
            ProofProgress progress,
            InstantSource clock) {
        this.key = key;
        this.fingerprint = fingerprint;
        this.port = port;
        this.wish = wish;
        this.stopped = stopped;
        this.progress = progress;
        this.clock = clock;
        this.roundSize = wish.journal.isPresent()
                ? Math.max(LEAST_ROUND, wish.seedsPerSecond * ROUND_SECONDS)
                : Integer.MAX_VALUE;
    }

    /** Sets how many seeds are requested before their objects are tried. */
    BackupProof inRoundsOf(int seeds) {
        roundSize = seeds;
        return this;
    }

    /**
     * Runs the proof.
     *
     * @throws IOException when the journal cannot be used
     */
    public Result run(RowSource snapshot) throws IOException, InterruptedException {
        int most = (int) Math.min(MOST_SEEDS, Runtime.getRuntime().maxMemory() / BYTES_PER_SEED);
        var book = new SeedBook(key, new SplitValue(key, new SecureRandom()), most, wish.allNames, stopped, progress);
        Scan.Complete scan;
        try {
            switch (snapshot.read(book)) {
                case Scan.Refused(String place, String reason, String cure) -> {
                    return new Result.Refused(DisasterTexts.sourceRefused(place, reason, cure));
                }
                case Scan.Complete complete -> scan = complete;
            }
        } catch (StoppedException e) {
            return new Result.Refused(DisasterTexts.STOPPED_WHILE_READING);
        }
        if (book.full()) {
            return new Result.Refused(DisasterTexts.tooManySeeds(most));
        }
        Instant readAt = clock.instant();
        return switch (readKey(book)) {
            case Failed<KeyMetadata>(Failure failure) ->
                new Result.Refused(DisasterTexts.keyCannotBeRead(FailureText.of(failure)));
            case Ok<KeyMetadata>(KeyMetadata read) -> proven(snapshot, scan, book, new ServedVersions(read), readAt);
        };
    }

    /** Reads the key again when a version is missing, because a standby may briefly be behind. */
    private Outcome<KeyMetadata> readKey(SeedBook book) {
        Outcome<KeyMetadata> first = port.readKey();
        boolean behind = first instanceof Ok<KeyMetadata>(KeyMetadata read)
                && book.seeds().stream()
                        .map(book::request)
                        .anyMatch(request -> request.version().orElse(0) > read.latestVersion());
        return behind ? port.readKey() : first;
    }

    private Result proven(RowSource snapshot, Scan.Complete scan, SeedBook book, ServedVersions served, Instant readAt)
            throws IOException, InterruptedException {
        var losses = new Losses(wish.allNames);
        Count count = book.census().count();
        count.tallies().stream()
                .filter(tally -> tally.category() == Tally.Category.UNREADABLE)
                .forEach(tally -> losses.add(
                        DisasterTexts.unreadable(tally.detail()),
                        tally.live() ? tally.count() : 0,
                        tally.live() ? 0 : tally.count(),
                        tally.first()));
        Optional<ProofJournal> journal = wish.journal.isPresent()
                ? Optional.of(ProofJournal.open(wish.journal.get(), subject(scan, served)))
                : Optional.empty();
        var rounds = new Rounds(snapshot, scan, book, losses);
        Optional<String> refused;
        try {
            refused = rounds.run(served, journal);
        } finally {
            book.seeds().forEach(Rounds::wipe);
            if (journal.isPresent()) {
                journal.get().close();
            }
            progress.done();
        }
        return refused.<Result>map(Result.Refused::new)
                .orElseGet(() -> new Result.Done(new BackupReport(
                        findings(scan, count, served, readAt, book, losses, rounds), key.providerName(), fingerprint)));
    }

    private String subject(Scan.Complete scan, ServedVersions served) {
        String about = fingerprint + " " + served.read().creationSeconds() + " "
                + served.read().minDecryptionVersion();
        return "snapshot sha256:" + scan.identity().getOrDefault("sha256", "") + " key sha256:"
                + Sha256.hex(about.getBytes(UTF_8));
    }

    private static BackupFindings findings(
            Scan.Complete scan,
            Count count,
            ServedVersions served,
            Instant readAt,
            SeedBook book,
            Losses losses,
            Rounds rounds) {
        ObjectCount all = ObjectCount.NONE;
        ObjectCount opened = ObjectCount.NONE;
        ObjectCount lost = ObjectCount.NONE;
        for (BookedSeed seed : book.seeds()) {
            all = all.plus(seed.live(), seed.superseded());
            opened = opened.plus(seed.openedLive(), seed.openedSuperseded());
        }
        for (Tally tally : count.tallies()) {
            if (tally.category() == Tally.Category.UNREADABLE) {
                all = tally.live() ? all.plus(tally.count(), 0) : all.plus(0, tally.count());
            }
        }
        List<Losses.Loss> list = losses.list();
        for (Losses.Loss loss : list) {
            lost = lost.plus(loss.live(), loss.superseded());
        }
        return new BackupFindings(
                scan,
                count,
                served,
                readAt,
                rounds.seeds(),
                opened,
                lost,
                all.plus(-opened.live() - lost.live(), -opened.superseded() - lost.superseded()),
                list,
                rounds.why);
    }

    /** The rounds of a run. Each one asks for seeds and then tries their objects. */
    private final class Rounds {
        private final RowSource snapshot;
        private final Scan.Complete scan;
        private final SeedBook book;
        private final Losses losses;
        private int unwrapped;
        private int before;
        private int lost;
        private Optional<String> why = Optional.empty();

        Rounds(RowSource snapshot, Scan.Complete scan, SeedBook book, Losses losses) {
            this.snapshot = snapshot;
            this.scan = scan;
            this.book = book;
            this.losses = losses;
        }

        /** Returns what was refused, if anything. */
        Optional<String> run(ServedVersions served, Optional<ProofJournal> journal)
                throws IOException, InterruptedException {
            journal.ifPresent(
                    known -> book.seeds().stream().filter(known::hasProven).forEach(BookedSeed::provenBefore));
            List<BookedSeed> left = book.seeds().stream()
                    .filter(seed -> seed.state() == SeedState.NotAsked.INSTANCE)
                    .toList();
            before = book.seeds().size() - left.size();
            var asking = new SeedRound(
                    book, new SeedOpener(port::unwrap, served), Pace.of(wish.seedsPerSecond), stopped, progress);
            for (int from = 0, to; from < left.size() && goesOn(asking); from = to) {
                to = from + Math.min(left.size() - from, roundSize);
                List<BookedSeed> round = left.subList(from, to);
                asking.ask(round);
                Optional<String> refused = tryObjects(round, journal);
                if (refused.isPresent()) {
                    return refused;
                }
            }
            if (stopped.getAsBoolean()) {
                why = Optional.of(DisasterTexts.STOPPED);
            } else if (asking.gaveUp().isPresent()) {
                why = asking.gaveUp();
            }
            return Optional.empty();
        }

        private boolean goesOn(SeedRound asking) {
            return !stopped.getAsBoolean() && asking.gaveUp().isEmpty();
        }

        /**
         * Tries the objects of a round. A first stop ends only the requests: trying what was unwrapped takes seconds
         * and is worth them.
         */
        private Optional<String> tryObjects(List<BookedSeed> round, Optional<ProofJournal> journal)
                throws IOException, InterruptedException {
            if (round.stream().noneMatch(Rounds::isToBeTried)) {
                return Optional.empty();
            }
            var trial =
                    new ObjectTrial(book, losses, Runtime.getRuntime().availableProcessors(), () -> false, progress);
            switch (trial.read(snapshot)) {
                case Scan.Refused(String place, String reason, String cure) -> {
                    return Optional.of(DisasterTexts.sourceRefused(place, reason, cure));
                }
                case Scan.Complete again -> {
                    if (!again.identity().equals(scan.identity()) || again.revision() != scan.revision()) {
                        return Optional.of(DisasterTexts.changedWhileRead(scan.name()));
                    }
                }
            }
            for (BookedSeed seed : round) {
                settle(seed, trial);
            }
            if (journal.isPresent()) {
                journal.get()
                        .proven(round.stream()
                                .filter(seed -> seed.state() == SeedState.Tried.INSTANCE && seed.allOpened())
                                .toList());
            }
            return Optional.empty();
        }

        private static boolean isToBeTried(BookedSeed seed) {
            return seed.state() instanceof SeedState.Ready || seed.state() instanceof SeedState.Lost;
        }

        private void settle(BookedSeed seed, ObjectTrial trial) {
            if (isToBeTried(seed)) {
                if (seed.state() instanceof SeedState.Ready) {
                    unwrapped++;
                } else {
                    lost++;
                }
                seed.tried(trial.opened(seed, true), trial.opened(seed, false));
            } else if (seed.state() instanceof SeedState.Unanswered(String reason) && why.isEmpty()) {
                why = Optional.of(reason);
            }
        }

        static void wipe(BookedSeed seed) {
            if (seed.state() instanceof SeedState.Ready(var secret)) {
                secret.close();
            }
        }

        SeedCount seeds() {
            int all = book.seeds().size();
            return new SeedCount(all, unwrapped, before, lost, all - unwrapped - before - lost);
        }
    }
}
