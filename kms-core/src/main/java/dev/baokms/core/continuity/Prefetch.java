package dev.baokms.core.continuity;

import dev.baokms.core.key.StoredSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Seeds that are about to be unwrapped together, and the callers that wait for one. Awaited seeds go first. */
final class Prefetch {
    private final Map<StoredSeed, CompletableFuture<Boolean>> pending = new LinkedHashMap<>();
    private final Set<StoredSeed> wanted = new LinkedHashSet<>();
    private volatile boolean idle = true;

    synchronized void schedule(List<StoredSeed> seeds) {
        seeds.forEach(seed -> pending.computeIfAbsent(seed, any -> new CompletableFuture<>()));
        idle = pending.isEmpty();
    }

    boolean isIdle() {
        return idle;
    }

    /**
     * Waits until a seed's turn is over, whether it succeeded or not; returns at once for a seed that is not pending.
     */
    void await(StoredSeed seed, Duration atMost) {
        CompletableFuture<Boolean> turn;
        synchronized (this) {
            turn = pending.get(seed);
            if (turn == null) {
                return;
            }
            wanted.add(seed);
        }
        try {
            turn.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            // The caller then asks Transit itself.
        } catch (ExecutionException never) {
            throw new IllegalStateException("a turn never fails", never);
        }
    }

    /** The next seeds; they stay pending until {@link #done}. */
    synchronized List<StoredSeed> next(int most) {
        wanted.retainAll(pending.keySet());
        var next = new ArrayList<StoredSeed>(Math.min(most, pending.size()));
        wanted.stream().limit(most).forEach(next::add);
        // Of the seeds without a waiting caller, the newest: the last ones asked for are the likeliest to be asked for
        // again.
        List<StoredSeed> others = new ArrayList<>(pending.keySet());
        for (int i = others.size() - 1; i >= 0 && next.size() < most; i--) {
            if (!wanted.contains(others.get(i))) {
                next.add(others.get(i));
            }
        }
        return next;
    }

    synchronized void done(List<StoredSeed> seeds) {
        for (StoredSeed seed : seeds) {
            CompletableFuture<Boolean> turn = pending.remove(seed);
            if (turn != null) {
                turn.complete(true);
            }
            wanted.remove(seed);
        }
        idle = pending.isEmpty();
    }

    /** Gives up: every caller asks Transit itself. */
    synchronized void abandon() {
        done(List.copyOf(pending.keySet()));
    }
}
