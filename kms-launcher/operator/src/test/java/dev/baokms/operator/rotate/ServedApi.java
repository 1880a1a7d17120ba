package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** A {@link FakeApiServer} over HTTP or HTTPS. */
final class ServedApi implements AutoCloseable {
    final FakeApiServer api;
    /** What each request was authorized with, and what it wanted. */
    final ConcurrentLinkedQueue<String> headers = new ConcurrentLinkedQueue<>();

    private final HttpServer http;
    private final Supplier<String> metrics;

    ServedApi(FakeApiServer api, Supplier<String> metrics, Optional<SSLContext> tls) throws IOException {
        this.api = api;
        this.metrics = metrics;
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls.isPresent()) {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            this.http = https;
        } else {
            this.http = HttpServer.create(address, 0);
        }
        http.createContext("/", this::answer);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        headers.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Accept"));
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().toString();
        Reply reply = path.equals("/metrics")
                ? new Reply(200, metrics.get(), Duration.ZERO)
                : api.ask(new Question(method, path, "", "", body));
        if (reply.retryAfter().isPositive()) {
            exchange.getResponseHeaders()
                    .add("Retry-After", Long.toString(reply.retryAfter().toSeconds()));
        }
        byte[] bytes = reply.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** As a server that goes down. */
    void stop() {
        http.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
