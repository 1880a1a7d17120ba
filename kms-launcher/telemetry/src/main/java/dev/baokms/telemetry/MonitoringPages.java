package dev.baokms.telemetry;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves health and metrics over plain HTTP, GET and HEAD only, at a port or a Unix socket. If both use the same
 * address, they share a listener.
 *
 * <p>The pages must never slow the KMS socket down. They have one thread of their own; connections, sizes and times are
 * bounded (see {@link PageConnections}). If an address cannot be bound, the class reports that and tries again; the
 * daemon keeps serving.
 */
public final class MonitoringPages implements AutoCloseable {
    /** The reason code for an address that cannot be bound. */
    static final String UNAVAILABLE = "monitoring_unavailable";

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(1);

    /** The answer for one path. */
    record Answer(int status, String type, String body) {
        static Answer json(int status, Map<String, ?> body) {
            return new Answer(status, "application/json", Json.of(body) + "\n");
        }
    }

    private final Map<ListenAddress, PageListener> listeners = new LinkedHashMap<>();
    private final Map<ListenAddress, String> problems = new ConcurrentHashMap<>();
    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-pages", true), NioIoHandler.newFactory());
    private final PageConnections connections = new PageConnections();
    private final Duration retry;
    private volatile boolean closed;

    /**
     * @param metricsAddress where {@code /metrics} is served, if anywhere
     * @param healthAddress where {@code /live} and {@code /ready} are served, if anywhere
     * @param live whether the daemon answers a real Status over its own socket
     */
    public MonitoringPages(
            Optional<ListenAddress> metricsAddress,
            Optional<ListenAddress> healthAddress,
            Metrics metrics,
            HealthReport health,
            Liveness live) {
        this(metricsAddress, healthAddress, metrics, health, live, RETRY);
    }

    MonitoringPages(
            Optional<ListenAddress> metricsAddress,
            Optional<ListenAddress> healthAddress,
            Metrics metrics,
            HealthReport health,
            Liveness live,
            Duration retry) {
        this.retry = retry;
        metricsAddress.ifPresent(at -> {
            on(at).page("/metrics", () -> metricsPage(metrics, health));
            registerGauge(metrics, on(at), "metrics");
        });
        healthAddress.ifPresent(at -> {
            Supplier<Answer> alive = () -> live.isLive()
                    ? Answer.json(200, Map.of("status", "ok"))
                    : Answer.json(503, Map.of("status", "unavailable"));
            Supplier<Answer> ready = () -> {
                HealthPage page = health.page();
                return Answer.json(page.statusCode(), withListeners(page.body()));
            };
            for (String path : new String[] {"/live", "/livez"}) {
                on(at).page(path, alive);
            }
            for (String path : new String[] {"/ready", "/readyz", "/healthz"}) {
                on(at).page(path, ready);
            }
            registerGauge(metrics, on(at), "health");
        });
    }

    private PageListener on(ListenAddress address) {
        return listeners.computeIfAbsent(address, each -> new PageListener(each, io, connections));
    }

    private static void registerGauge(Metrics metrics, PageListener listener, String page) {
        metrics.gauge("openbao_kms_listener_up", () -> listener.isUp() ? 1 : 0, "page", page);
    }

    private static Answer metricsPage(Metrics metrics, HealthReport health) {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape() + health.keyIdHashLine());
    }

    /**
     * Adds the other pages that are missing. The status code does not change, because an API server is still served.
     */
    private Map<String, Object> withListeners(Map<String, Object> body) {
        if (problems.isEmpty()) {
            return body;
        }
        var more = new LinkedHashMap<>(body);
        more.put(
                "listeners_down",
                problems.keySet().stream().map(ListenAddress::toString).toList());
        return more;
    }

    /** Tries every address once; an address that cannot be bound is tried again in the background. */
    public void start() {
        listeners.forEach(this::tend);
    }

    private void tend(ListenAddress address, PageListener listener) {
        if (closed) {
            return;
        }
        Optional<String> problem = listener.serve();
        problem.ifPresentOrElse(text -> failed(address, text), () -> served(address));
        // Anything that cleans up the directory of a Unix socket can remove its file at any time.
        if (problem.isPresent() || address instanceof ListenAddress.Unix) {
            tendLater(address, listener);
        }
    }

    private void tendLater(ListenAddress address, PageListener listener) {
        try {
            // Scheduled on the pages' event loop, which is idle anyway; a separate platform thread would only sleep.
            var _ = io.schedule(
                    () -> Thread.ofVirtual().start(() -> tend(address, listener)),
                    retry.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            // The daemon is stopping and no longer needs the address.
        }
    }

    private void served(ListenAddress address) {
        if (problems.remove(address) != null) {
            Log.info(TelemetryTexts.PAGES_ARE_BACK)
                    .with("address", address.toString())
                    .write();
        }
    }

    private void failed(ListenAddress address, String problem) {
        if (problems.put(address, problem) == null) {
            Log.error(TelemetryTexts.PAGES_ARE_MISSING)
                    .with("address", address.toString())
                    .with("reason", UNAVAILABLE)
                    .with("detail", problem)
                    .write();
        }
    }

    /**
     * Returns the address at which each configured port really listens; port 0 becomes a number. Omits ports that are
     * not bound now, and Unix sockets.
     */
    public Map<ListenAddress, InetSocketAddress> bound() {
        var addresses = new LinkedHashMap<ListenAddress, InetSocketAddress>();
        listeners.forEach((address, listener) -> listener.port().ifPresent(port -> addresses.put(address, port)));
        return addresses;
    }

    @Override
    public void close() {
        closed = true;
        listeners.values().forEach(PageListener::close);
        io.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
    }
}
