package dev.baokms.transit.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.http.Attempt;
import dev.baokms.transit.http.BoundedResponse;
import dev.baokms.transit.http.HttpTransport;
import dev.baokms.transit.http.OutgoingRequest;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.report.BackendEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Asks one address after the other, each once and a lone one twice, until one gives a usable answer. */
public final class ApiClient {
    private final Semaphore turns = new Semaphore(HttpTransport.CONNECTIONS, true);
    private final HttpTransport transport;
    private final AddressRanking addresses;
    private final Optional<String> namespace;
    private final BackendEvent.Sink events;
    private final LongSupplier nanos;

    /** @param nanos a monotonic clock */
    public ApiClient(
            HttpTransport transport,
            List<ServerAddress> addresses,
            Optional<String> namespace,
            BackendEvent.Sink events,
            LongSupplier nanos) {
        this.transport = transport;
        this.addresses = new AddressRanking(addresses, events);
        this.namespace = namespace;
        this.events = events;
        this.nanos = nanos;
    }

    /** How many addresses there are. */
    public int addresses() {
        return addresses.size();
    }

    /**
     * Sends a request, at most {@link HttpTransport#CONNECTIONS} at a time; requests for the token do not wait for
     * others.
     *
     * @param token lent; empty for a login, which fails when a malformed token is sent along
     * @param skip how many of the best addresses to put last: their nodes lag
     * @return {@link AttemptResult.TryNextAddress} only when no address was left to try
     */
    public <T> AttemptResult<T> ask(ApiRequest<T> request, Optional<SecretBytes> token, int skip, ApiCall call) {
        if (request.operation().isForToken()) {
            return askEach(request, token, skip, call);
        }
        if (!hasItsTurn(call.budget())) {
            return new AttemptResult.TryNextAddress<>(new Timeout(), false, false);
        }
        try {
            return askEach(request, token, skip, call);
        } finally {
            turns.release();
        }
    }

    private boolean hasItsTurn(Budget budget) {
        try {
            return turns.tryAcquire(budget.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> AttemptResult<T> askEach(ApiRequest<T> request, Optional<SecretBytes> token, int skip, ApiCall call) {
        OutgoingRequest outgoing = outgoing(request, token, call);
        List<Integer> ranked = addresses.ranked();
        Collections.rotate(ranked, -skip);
        int attempts = Math.max(2, ranked.size());
        Failure failure = new Timeout();
        for (int i = 0; i < attempts && !call.budget().spent(); i++) {
            int position = ranked.get(i % ranked.size());
            boolean anotherLeft = i + 1 < ranked.size();
            boolean again = i >= ranked.size();
            boolean mayHang = anotherLeft || (!again && ranked.size() == 1 && transport.mayReuse());
            Duration left = call.budget().remaining();
            // Half, so that a hanging first address, or a dead connection, leaves time for another.
            Duration limit = mayHang ? left.dividedBy(2) : left;
            AttemptResult<T> result = once(request, outgoing, addresses.at(position), limit, again, call);
            if (!(result instanceof AttemptResult.TryNextAddress<T> useless)) {
                addresses.answered(position);
                return result;
            }
            if (useless.addressAtFault()) {
                addresses.failed(position, useless.failure());
            }
            // A sealed node tells the operator more than a silent one.
            failure = failure instanceof Sealed ? failure : useless.failure();
            if (!anotherLeft && !useless.retryHere()) {
                break;
            }
        }
        return new AttemptResult.TryNextAddress<>(failure, true, false);
    }

    private <T> AttemptResult<T> once(
            ApiRequest<T> request,
            OutgoingRequest outgoing,
            ServerAddress address,
            Duration limit,
            boolean dial,
            ApiCall call) {
        long start = nanos.getAsLong();
        AttemptResult<T> result = switch (transport.send(outgoing, address, limit, dial)) {
            case Attempt.Answered(BoundedResponse response) -> ResponseClassifier.resultOf(request, response);
            case Attempt.NoAnswer none ->
                new AttemptResult.TryNextAddress<>(none.failure(), none.addressAtFault(), none.retryHere());
        };
        events.accept(new BackendEvent.RequestEnded(
                request.operation().code(),
                call.cause(),
                result.status(),
                Duration.ofNanos(nanos.getAsLong() - start),
                result instanceof AttemptResult.Done<T> done ? done.upstreamRequestId() : Optional.empty(),
                call.uid()));
        return result;
    }

    private OutgoingRequest outgoing(ApiRequest<?> request, Optional<SecretBytes> token, ApiCall call) {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Vault-Request", "true");
        namespace.ifPresent(name -> headers.put("X-Vault-Namespace", name));
        // Accepted risk: OkHttp takes header values only as String, so each call makes one that cannot be wiped.
        token.ifPresent(lent -> headers.put("X-Vault-Token", lent.exposeTo(bytes -> new String(bytes, US_ASCII))));
        call.uid().map(RequestUid::hash).ifPresent(hash -> headers.put("X-Request-Id", hash));
        Operation operation = request.operation();
        return new OutgoingRequest(
                request.path(), headers, request.body(), operation.maxResponseBytes(), operation.ownConnection());
    }
}
