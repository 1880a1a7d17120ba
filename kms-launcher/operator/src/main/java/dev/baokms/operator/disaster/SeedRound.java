package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Asks OpenBao for seeds, with several callers in parallel and never faster than the pace. */
final class SeedRound {
    /** Enough callers for the adapter to send waiting requests together. */
    private static final int CALLERS = 8;

    private static final int ATTEMPTS = 3;
    /**
     * The number of consecutive seeds, each after all its attempts, after which OpenBao counts as gone for this run.
     */
    private static final int SILENT_SEEDS = 5;

    private final SeedBook book;
    private final SeedOpener opener;
    private final Pace pace;
    private final BooleanSupplier stopped;
    private final ProofProgress progress;
    private final AtomicInteger silent = new AtomicInteger();
    private final AtomicReference<Optional<String>> gaveUp = new AtomicReference<>(Optional.empty());

    SeedRound(SeedBook book, SeedOpener opener, Pace pace, BooleanSupplier stopped, ProofProgress progress) {
        this.book = book;
        this.opener = opener;
        this.pace = pace;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** Asks for the seeds. Afterwards each has another state, unless the run was stopped. */
    void ask(List<BookedSeed> seeds) throws InterruptedException {
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CALLERS; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int at = next.getAndIncrement(); at < seeds.size() && goesOn(); at = next.getAndIncrement()) {
                    ask(seeds.get(at));
                    progress.asked(Math.min(at + 1, seeds.size()), seeds.size());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        gaveUp.get()
                .ifPresent(reason -> seeds.stream()
                        .filter(seed -> seed.state() == SeedState.NotAsked.INSTANCE)
                        .forEach(seed -> seed.state(new SeedState.Unanswered(reason))));
    }

    /** Says why OpenBao is no longer asked; empty while it is. */
    Optional<String> gaveUp() {
        return gaveUp.get();
    }

    private boolean goesOn() {
        return !stopped.getAsBoolean() && gaveUp.get().isEmpty();
    }

    private void ask(BookedSeed seed) {
        SeedRequest request = book.request(seed);
        for (int attempt = 1; goesOn(); attempt++) {
            pace.await();
            if (!goesOn()) {
                return;
            }
            switch (opener.open(request)) {
                case SeedOutcome.Unwrapped(SecretBytes unwrapped) -> {
                    silent.set(0);
                    seed.state(ready(seed, unwrapped));
                    return;
                }
                case SeedOutcome.Lost(String reason) -> {
                    silent.set(0);
                    seed.state(new SeedState.Lost(reason));
                    return;
                }
                case SeedOutcome.Unanswered(String reason, boolean again) -> {
                    if (!again || attempt == ATTEMPTS) {
                        seed.state(new SeedState.Unanswered(reason));
                        if (!again || silent.incrementAndGet() >= SILENT_SEEDS) {
                            gaveUp.set(Optional.of(reason));
                        }
                        return;
                    }
                }
            }
        }
    }

    private static SeedState ready(BookedSeed seed, SecretBytes unwrapped) {
        Optional<String> problem = EnvelopeOpener.problemOf(unwrapped, seed.type());
        if (problem.isEmpty()) {
            return new SeedState.Ready(unwrapped);
        }
        unwrapped.close();
        return new SeedState.Lost(problem.get());
    }
}
