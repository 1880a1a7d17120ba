package dev.baokms.launcher.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Serves health and metrics over plain HTTP, GET and HEAD only. Where both share an address they share the listener. */
public final class HttpEndpoints implements AutoCloseable {
    private record Answer(int status, String type, String body) {}

    private interface Page {
        Answer get();
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, InetSocketAddress> bound = new LinkedHashMap<>();

    /**
     * @param live whether the daemon answers a real Status over its own socket
     * @throws IOException when an address cannot be bound
     */
    public HttpEndpoints(
            String metricsAddress, String healthAddress, Metrics metrics, HealthReport health, BooleanSupplier live)
            throws IOException {
        var pages = new LinkedHashMap<String, Map<String, Page>>();
        if (!metricsAddress.isEmpty()) {
            pages.computeIfAbsent(metricsAddress, a -> new LinkedHashMap<>())
                    .put(
                            "/metrics",
                            () -> new Answer(
                                    200,
                                    "text/plain; version=0.0.4; charset=utf-8",
                                    metrics.scrape() + health.keyIdHashLine()));
        }
        if (!healthAddress.isEmpty()) {
            Map<String, Page> at = pages.computeIfAbsent(healthAddress, a -> new LinkedHashMap<>());
            Page alive = () -> live.getAsBoolean()
                    ? json(200, Map.of("status", "ok"))
                    : json(503, Map.of("status", "unavailable"));
            Page ready = () -> json(health.ready() ? 200 : 503, health.body());
            at.put("/live", alive);
            at.put("/livez", alive);
            at.put("/ready", ready);
            at.put("/readyz", ready);
            at.put("/healthz", ready);
        }
        try {
            for (Map.Entry<String, Map<String, Page>> listener : pages.entrySet()) {
                listen(listener.getKey(), listener.getValue());
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void listen(String address, Map<String, Page> pages) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), 0);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, pages));
        server.start();
        servers.add(server);
        bound.put(address, server.getAddress());
    }

    /** Where a configured address really listens: port 0 becomes a number. */
    public Map<String, InetSocketAddress> bound() {
        return Map.copyOf(bound);
    }

    private static void answer(HttpExchange exchange, Map<String, Page> pages) throws IOException {
        try (exchange) {
            Page page = pages.get(exchange.getRequestURI().getPath());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Answer answer = page == null
                    ? json(404, Map.of("status", "not found"))
                    : head || exchange.getRequestMethod().equals("GET")
                            ? page.get()
                            : json(405, Map.of("status", "method not allowed"));
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.sendResponseHeaders(answer.status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer json(int status, Map<String, ?> body) {
        return new Answer(status, "application/json", Json.of(body) + "\n");
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
