package dev.baokms.transit.http;

import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.port.Budget;
import dev.baokms.transit.report.ProblemText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends one request to one address, once, within a time limit. Does not know what the request means. */
public final class HttpTransport {
    private static final MediaType JSON = MediaType.get("application/json");
    /**
     * How many connections are kept, and so how many requests to send at once. They keep two cores of OpenBao busy; a
     * connection for each call of a burst would spend the time on handshakes.
     */
    public static final int CONNECTIONS = 8;

    // Balancers drop a silent connection after about a minute, some without telling either side. Probes come every half
    // minute and still find their connection open.
    private static final Duration IDLE = Duration.ofSeconds(45);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final OkHttpClient shared;
    private final OkHttpClient unshared;
    private final BudgetedDns dns;
    private final LongSupplier nanos;
    // A small map: one entry for each address and path of the API.
    private final Map<String, HttpUrl> urls = new ConcurrentHashMap<>();

    /**
     * @param http its trust and client keys are used, its connections are not shared with others
     * @param plainHttp whether some of the addresses are without encryption
     * @param nanos a monotonic clock
     */
    public HttpTransport(TrustedHttp http, boolean plainHttp, LongSupplier nanos) {
        OkHttpClient base = http.client();
        this.nanos = nanos;
        this.dns = new BudgetedDns(base.dns(), nanos);
        // HTTP/1.1: on the one connection of HTTP/2, each call is handed to a reading thread and back, which costs more
        // than a separate connection.
        this.shared = base.newBuilder()
                .dns(dns)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(CONNECTIONS, IDLE.toMillis(), TimeUnit.MILLISECONDS))
                .connectionSpecs(
                        plainHttp ? List.of(TrustedHttp.TLS, ConnectionSpec.CLEARTEXT) : List.of(TrustedHttp.TLS))
                .build();
        // A separate pool; each of these requests ends its connection, so each dials.
        this.unshared = shared.newBuilder().connectionPool(new ConnectionPool()).build();
    }

    /**
     * Whether a request may use an existing connection. Something in between may have dropped it silently, which shows
     * only as a timeout.
     */
    public boolean mayReuse() {
        return shared.connectionPool().connectionCount() > 0;
    }

    /**
     * Sends once.
     *
     * @param limit how long this attempt may take; positive
     * @param dial whether to dial a new connection in any case
     */
    public Attempt send(OutgoingRequest request, ServerAddress address, Duration limit, boolean dial) {
        Budget budget = Budget.starting(nanos, limit);
        boolean own = dial || request.ownConnection();
        boolean reusing = !own && mayReuse();
        try {
            dns.prepare(address.url().host(), budget);
            Call call = (own ? unshared : shared).newCall(built(request, address, own));
            // At least one nanosecond, because zero would mean no limit.
            call.timeout().timeout(Math.max(1, budget.remaining().toNanos()), TimeUnit.NANOSECONDS);
            try (Response response = call.execute()) {
                return read(response, request.maxResponseBytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt.NoAnswer(new Timeout(), false, false);
        } catch (TimeoutException | InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                return new Attempt.NoAnswer(new Timeout(), false, false);
            }
            // If the peer, or something before it, died silently, all its connections are dead: the next call dials.
            dropIdleConnections();
            return new Attempt.NoAnswer(new Timeout(), true, reusing);
        } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
            return new Attempt.NoAnswer(new Unreachable(ProblemText.TLS), true, true);
        } catch (IOException e) {
            return new Attempt.NoAnswer(new Unreachable(ProblemText.NO_ANSWER), true, true);
        }
    }

    /** Closes connections that no request uses. */
    public void dropIdleConnections() {
        shared.connectionPool().evictAll();
    }

    private static Attempt read(Response response, int maxBytes) throws IOException {
        var source = response.body().source();
        if (source.request(maxBytes + 1L)) {
            return new Attempt.NoAnswer(new Unreachable(ProblemText.NO_ANSWER), true, true);
        }
        return new Attempt.Answered(new BoundedResponse(response.code(), source.readByteArray(), retryAfter(response)));
    }

    private Request built(OutgoingRequest request, ServerAddress address, boolean own) {
        HttpUrl base = address.url();
        var built = new Request.Builder()
                .url(urls.computeIfAbsent(
                        base + request.path(),
                        unused -> base.newBuilder()
                                .addPathSegments(request.path())
                                .build()))
                .header("User-Agent", "bao-kms-provider")
                // The length of a compressed secret would depend on the secret.
                .header("Accept-Encoding", "identity");
        request.headers().forEach(built::header);
        if (own) {
            built.header("Connection", "close");
        }
        if (request.body().length > 0) {
            built.post(RequestBody.create(request.body(), JSON));
        }
        return built.build();
    }

    /** OpenBao sends whole seconds; anything else counts as absent. */
    private static Duration retryAfter(Response response) {
        String value = response.header("Retry-After");
        if (value == null || !value.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration said = Duration.ofSeconds(Long.parseLong(value));
        return said.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : said;
    }
}
