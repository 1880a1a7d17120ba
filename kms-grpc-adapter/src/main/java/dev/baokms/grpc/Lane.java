package dev.baokms.grpc;

import dev.baokms.core.port.Budget;
import io.grpc.Context;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a fixed number of calls through at once and keeps the next ones waiting, first come first served, each no longer than
 * its budget and its client last.
 *
 * <p>Not a {@code Semaphore}: a call whose client has gone must give up its place at once, and the only way to call a thread
 * off a semaphore is an interrupt, which could strike later, in the middle of a request to OpenBao.
 */
final class Lane {
    /** How a call left the queue; only {@code ADMITTED} owes a {@link #leave}. */
    enum Entry {
        ADMITTED,
        FULL,
        GAVE_UP
    }

    /**
     * Calls that may wait per method. A cold start is some tens of Decrypts, and a conforming provider must take 200 at
     * once; each holds at most 35 KiB, so a full queue costs under 10 MiB.
     */
    static final int MAX_WAITING = 256;

    private final int maxRunning;
    private final Queue<CompletableFuture<Entry>> waiting = new ArrayDeque<>();
    private int running;

    Lane(int maxRunning) {
        this.maxRunning = maxRunning;
    }

    Entry enter(Budget budget, Context call) {
        CompletableFuture<Entry> place;
        synchronized (this) {
            if (running < maxRunning) {
                running++;
                return Entry.ADMITTED;
            }
            if (waiting.size() >= MAX_WAITING) {
                return Entry.FULL;
            }
            place = new CompletableFuture<>();
            waiting.add(place);
        }
        Context.CancellationListener clientGone = context -> place.complete(Entry.GAVE_UP);
        call.addListener(clientGone, Runnable::run);
        try {
            return await(place, budget);
        } finally {
            call.removeListener(clientGone);
            forgetDecided();
        }
    }

    private static Entry await(CompletableFuture<Entry> place, Budget budget) {
        try {
            return place.get(budget.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Completing decides against a leave() that hands its turn over at this very moment: whoever comes second
            // finds the place decided, and a turn is neither lost nor given twice.
            place.complete(Entry.GAVE_UP);
            return place.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            place.complete(Entry.GAVE_UP);
            return place.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a place is never completed with an exception", e);
        }
    }

    private synchronized void forgetDecided() {
        waiting.removeIf(CompletableFuture::isDone);
    }

    /** Hands the turn to the next call that still wants it. */
    synchronized void leave() {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.complete(Entry.ADMITTED)) {
                return;
            }
        }
        running--;
    }
}
