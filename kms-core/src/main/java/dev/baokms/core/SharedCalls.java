package dev.baokms.core;

import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets identical concurrent Decrypts share one call: when an API server starts, several of its readers ask for the same
 * seed at once, and it does not coalesce them. Nothing is kept after the last caller has its copy.
 *
 * @param <K> what makes two calls identical
 */
final class SharedCalls<K> {
    private final ConcurrentHashMap<K, Flight> flights = new ConcurrentHashMap<>();

    Outcome<SecretBytes> share(K key, Budget budget, Supplier<Outcome<SecretBytes>> call) {
        while (!budget.spent()) {
            var mine = new Flight();
            Flight flight = flights.compute(key, (k, flying) -> flying != null && flying.board() ? flying : mine);
            if (flight == mine) {
                return lead(key, mine, call);
            }
            Outcome<SecretBytes> shared = follow(flight, budget);
            // The leader may have had less time, so its timeout does not apply to this caller. An interrupt of this
            // caller does: it would end every further wait at once.
            if (!(shared instanceof Failed<SecretBytes>(Timeout timeout))
                    || Thread.currentThread().isInterrupted()) {
                return shared;
            }
        }
        return Outcome.failed(new Timeout());
    }

    private Outcome<SecretBytes> lead(K key, Flight mine, Supplier<Outcome<SecretBytes>> call) {
        try {
            mine.landed.complete(call.get());
        } catch (RuntimeException | Error bug) {
            mine.landed.completeExceptionally(bug);
            throw bug;
        } finally {
            flights.remove(key, mine);
        }
        return mine.leave(mine.landed.join());
    }

    private Outcome<SecretBytes> follow(Flight flight, Budget budget) {
        try {
            return flight.leave(flight.landed.get(budget.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            flight.abandon();
            return Outcome.failed(new Timeout());
        } catch (InterruptedException e) {
            flight.abandon();
            Thread.currentThread().interrupt();
            return Outcome.failed(new Timeout());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the shared call failed", e.getCause());
        }
    }

    /** One call and its waiting callers; the last to leave wipes the secret. */
    private static final class Flight {
        private final CompletableFuture<Outcome<SecretBytes>> landed = new CompletableFuture<>();
        private int aboard = 1;

        synchronized boolean board() {
            if (aboard == 0) {
                return false;
            }
            aboard++;
            return true;
        }

        synchronized Outcome<SecretBytes> leave(Outcome<SecretBytes> result) {
            Outcome<SecretBytes> own = result.map(SecretBytes::copy);
            abandonLocked(result);
            return own;
        }

        synchronized void abandon() {
            abandonLocked(landed.getNow(Outcome.failed(new Timeout())));
        }

        private void abandonLocked(Outcome<SecretBytes> result) {
            aboard--;
            if (aboard == 0 && result instanceof Outcome.Ok<SecretBytes>(SecretBytes secret)) {
                secret.close();
            }
        }
    }
}
