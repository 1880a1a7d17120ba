package dev.baokms.auth.jwt;

import dev.baokms.core.port.Budget;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** Sends one request to the OAuth2 server, once, within a budget. */
final class TokenEndpoint {
    /** The longest accepted token, and the same again for the rest of the answer. */
    static final int MAX_ANSWER_BYTES = 2 * JwtFile.MAX_BYTES;

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final OkHttpClient http;

    /** @param base as {@link JwtMethod.HttpClients} makes them */
    TokenEndpoint(OkHttpClient base) {
        // The request carries the secret: a client that might send it elsewhere, or twice, must not get it.
        if (base.followRedirects()
                || base.followSslRedirects()
                || base.retryOnConnectionFailure()
                || !Proxy.NO_PROXY.equals(base.proxy())) {
            throw new IllegalStateException("the HTTP client must follow no redirect, repeat nothing and use no proxy");
        }
        // No connection outlives its request: an hour lies between two grants, and if the server closed an idle
        // connection meanwhile, a grant would fail. HTTP/1.1, because OkHttp closes an HTTP/2 connection that it may
        // not keep while the end of the answer is still being read.
        this.http = base.newBuilder()
                .dispatcher(new Dispatcher(Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("oauth2-grant").factory())))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool())
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
    }

    /** @param budget not spent yet */
    JwtAttempt<GrantAnswer> ask(Request request, Budget budget) {
        Call call = http.newCall(request);
        // At least one nanosecond, because zero would mean no limit.
        long nanos = Math.max(1, budget.remaining().toNanos());
        call.timeout().timeout(nanos, TimeUnit.NANOSECONDS);
        var answer = new CompletableFuture<GrantAnswer>();
        // On another thread, because name resolution has no time limit and cannot be interrupted.
        call.enqueue(new Reader(answer));
        try {
            return JwtAttempt.got(answer.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return abandoned(call, answer, JwtAttempt.stopped(JwtProblem.SERVER_UNREACHABLE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandoned(call, answer, JwtAttempt.stopped(JwtProblem.TIME_IS_UP));
        } catch (ExecutionException e) {
            boolean tls =
                    e.getCause() instanceof SSLHandshakeException || e.getCause() instanceof SSLPeerUnverifiedException;
            return JwtAttempt.stopped(tls ? JwtProblem.SERVER_NOT_TRUSTED : JwtProblem.SERVER_UNREACHABLE);
        }
    }

    private static JwtAttempt<GrantAnswer> abandoned(
            Call call, CompletableFuture<GrantAnswer> answer, JwtAttempt<GrantAnswer> failure) {
        call.cancel();
        // False when the answer came at the last moment: then only this code can wipe it.
        if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
            answer.join().close();
        }
        return failure;
    }

    private record Reader(CompletableFuture<GrantAnswer> answer) implements Callback {
        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                var source = response.body().source();
                // A body that is too long is not read and counts as empty: the status still shows whose fault it is.
                boolean tooLong = source.request(MAX_ANSWER_BYTES + 1L);
                var read = new GrantAnswer(
                        response.code(), tooLong ? new byte[0] : source.readByteArray(), retryAfter(response));
                if (!answer.complete(read)) {
                    read.close();
                }
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        }

        @Override
        public void onFailure(Call call, IOException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Whole seconds; a date counts as absent. */
    private static Duration retryAfter(Response response) {
        String value = response.header("Retry-After");
        if (value == null || !value.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration said = Duration.ofSeconds(Long.parseLong(value));
        return said.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : said;
    }
}
