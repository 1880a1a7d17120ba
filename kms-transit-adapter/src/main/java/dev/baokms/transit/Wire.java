package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends one request to one address, once, within a time limit, and tells what came of it. */
final class Wire {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final OkHttpClient http;
    private final OkHttpClient unshared;
    private final Names names;
    private final Optional<String> namespace;
    private final Event.Sink events;
    private final LongSupplier nanos;

    Wire(OkHttpClient base, TransitSettings settings, Event.Sink events, LongSupplier nanos) {
        this.names = new Names(base.dns(), nanos);
        this.namespace = settings.namespace();
        this.events = events;
        this.nanos = nanos;
        // What must hold whatever the base client says: one attempt is one request to one place, and only its own limit
        // ends it.
        this.http = base.newBuilder()
                .dns(names)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionSpecs(
                        settings.allowPlainHttpLoopback()
                                ? List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT)
                                : List.of(ConnectionSpec.MODERN_TLS))
                .build();
        // A pool of their own, and each of these requests ends its connection, so each dials. HTTP/1.1, because OkHttp
        // ends an HTTP/2 connection that it may not keep while the last of the answer is being read.
        this.unshared = http.newBuilder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool())
                .build();
    }

    /** @param limit what this attempt may take, positive */
    <T> Verdict<T> ask(Question<T> question, HttpUrl address, Optional<Token> token, Duration limit, Call call) {
        long start = nanos.getAsLong();
        Budget budget = Budget.starting(nanos, limit);
        Told<T> told = exchange(question, address, token, budget, call);
        events.accept(new Event.Upstream(
                question.operation().code(),
                call.cause(),
                told.verdict.status(),
                Duration.ofNanos(nanos.getAsLong() - start),
                told.requestId,
                call.uid()));
        return told.verdict;
    }

    /** Drops connections that nobody uses. */
    void dropIdleConnections() {
        http.connectionPool().evictAll();
    }

    private <T> Told<T> exchange(
            Question<T> question, HttpUrl address, Optional<Token> token, Budget budget, Call call) {
        try {
            names.prepare(address.host(), budget);
            OkHttpClient client = question.operation().provesCertificate() ? unshared : http;
            okhttp3.Call request = client.newCall(request(question, address, token, call));
            // One nanosecond and not zero, which would mean no limit at all.
            request.timeout().timeout(Math.max(1, budget.remaining().toNanos()), TimeUnit.NANOSECONDS);
            try (Response response = request.execute()) {
                return judged(question, response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return noAnswer(new Verdict.Elsewhere<>(new Timeout(), true, false));
        } catch (TimeoutException | InterruptedIOException e) {
            // A peer that died silently keeps its HTTP/2 connection looking alive: the next call must dial anew.
            dropIdleConnections();
            return noAnswer(new Verdict.Elsewhere<>(new Timeout(), false, false));
        } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
            return noAnswer(new Verdict.Elsewhere<>(new Unreachable(Unreachable.Cause.TLS), false, true));
        } catch (IOException e) {
            return noAnswer(new Verdict.Elsewhere<>(new Unreachable(), false, true));
        }
    }

    private static <T> Told<T> judged(Question<T> question, Response response) throws IOException {
        var source = response.body().source();
        int max = question.operation().maxAnswerBytes();
        if (source.request(max + 1L)) {
            return noAnswer(new Verdict.Elsewhere<>(new Unreachable(), false, true));
        }
        var answer = new Answer(response.code(), source.readByteArray(), retryAfter(response));
        try {
            if (response.code() == 200) {
                var read = answer.read(question.reader());
                if (read.isPresent()) {
                    return new Told<>(
                            new Verdict.Final<>(read.get().outcome()),
                            read.get().requestId());
                }
            }
            return noAnswer(Judge.of(question.operation(), answer));
        } finally {
            answer.wipe();
        }
    }

    private Request request(Question<?> question, HttpUrl address, Optional<Token> token, Call call) {
        var request = new Request.Builder()
                .url(address.newBuilder()
                        .addPathSegments("v1/" + question.path())
                        .build())
                .header("User-Agent", "bao-kms-provider")
                // A compressed secret would have a length that depends on it.
                .header("Accept-Encoding", "identity")
                .header("X-Vault-Request", "true");
        if (question.operation().provesCertificate()) {
            request.header("Connection", "close");
        }
        namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
        token.ifPresent(lent -> request.header("X-Vault-Token", lent.header()));
        call.uid().ifPresent(uid -> request.header("X-Request-Id", shortHash(uid)));
        if (question.body().length > 0) {
            request.post(RequestBody.create(question.body(), JSON));
        }
        return request.build();
    }

    /** 128 bits of the uid's SHA-256: enough to find a request in OpenBao's audit log, safe as a header whatever the uid is. */
    private static String shortHash(String uid) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(uid.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** OpenBao sends whole seconds; anything else counts as not said. */
    private static Duration retryAfter(Response response) {
        String value = response.header("Retry-After");
        if (value == null || !value.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration said = Duration.ofSeconds(Long.parseLong(value));
        return said.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : said;
    }

    private static <T> Told<T> noAnswer(Verdict<T> verdict) {
        return new Told<>(verdict, Optional.empty());
    }

    private record Told<T>(Verdict<T> verdict, Optional<String> requestId) {}
}
