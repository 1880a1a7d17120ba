package dev.baokms.transit.http;

import dev.baokms.core.port.Budget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * Name resolution within a budget. The platform's resolver can block for ten seconds or more, cannot be interrupted,
 * and would hold the carrier of a virtual thread. So it runs on separate threads, one per name, and each call waits
 * only within its budget. Once a name was resolved, no call waits for it again: its last addresses are used while a new
 * look-up runs, so that a cluster whose DNS needs the API server can still start.
 */
final class BudgetedDns implements Dns {
    // The JDK itself caches an answer this long.
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Dns resolver;
    private final LongSupplier nanos;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Known>> running = new ConcurrentHashMap<>();

    BudgetedDns(Dns resolver, LongSupplier nanos) {
        this.resolver = resolver;
        this.nanos = nanos;
    }

    /**
     * Makes sure that {@link #lookup} has an answer.
     *
     * @throws UnknownHostException if the name has no address
     * @throws TimeoutException if the budget ended first
     */
    void prepare(String host, Budget budget) throws UnknownHostException, TimeoutException, InterruptedException {
        Optional<Known> last = Optional.ofNullable(known.get(host));
        if (last.isPresent() && nanos.getAsLong() - last.get().at < FRESH.toNanos()) {
            return;
        }
        CompletableFuture<Known> search = running.computeIfAbsent(host, this::start);
        if (last.isPresent()) {
            return;
        }
        try {
            search.get(Math.max(0, budget.remaining().toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unknown();
        }
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Known last = known.get(host);
        if (last == null) {
            throw unknown();
        }
        return last.addresses;
    }

    private CompletableFuture<Known> start(String host) {
        var search = new CompletableFuture<Known>();
        Thread.ofPlatform().daemon().name("openbao-dns").start(() -> {
            try {
                Known found = new Known(resolver.lookup(host), nanos.getAsLong());
                known.put(host, found);
                // Remove it first: a caller that this search wakes may want to start the next.
                running.remove(host, search);
                search.complete(found);
            } catch (UnknownHostException | RuntimeException e) {
                running.remove(host, search);
                search.completeExceptionally(e);
            }
        });
        return search;
    }

    /** Without the name, which would put an address into a log. */
    private static UnknownHostException unknown() {
        return new UnknownHostException("the address has no known host");
    }

    private record Known(List<InetAddress> addresses, long at) {}
}
