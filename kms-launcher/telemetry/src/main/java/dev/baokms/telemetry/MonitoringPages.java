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
 * Serves health and metrics over plain HTTP, GET and HEAD only, at a port or a Unix socket. Where both share an address they share
 * the listener.
 *
 * <p>Nothing here may cost the KMS socket anything. The pages have one thread of their own, connections, sizes and times are bounded
 * (see {@link PageConnections}), and an address that cannot be had is reported and tried again: it ends nothing.
 */
public final class MonitoringPages implements AutoCloseable {
    /** The reason code for an address that cannot be had. */
    static final String UNAVAILABLE = "monitoring_unavailable";

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(1);

    /** What one path answers. */
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

    /** Which other page is missing; the code stays what it was, because an API server is served all the same. */
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

    /** Tries every address once; one that cannot be had is tried again in the background. */
    public void start() {
        listeners.forEach(this::tend);
    }

    private void tend(ListenAddress address, PageListener listener) {
        if (closed) {
            return;
        }
        Optional<String> problem = listener.serve();
        problem.ifPresentOrElse(text -> failed(address, text), () -> served(address));
        // The file of a Unix socket can be removed by anything that cleans up its directory, at any time.
        if (problem.isPresent() || address instanceof ListenAddress.Unix) {
            tendLater(address, listener);
        }
    }

    private void tendLater(ListenAddress address, PageListener listener) {
        try {
            // A platform thread of its own would sleep for this; the loop of the pages has nothing better to do.
            var _ = io.schedule(
                    () -> Thread.ofVirtual().start(() -> tend(address, listener)),
                    retry.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            // The daemon is on its way out, and with it the need for this address.
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

    /** Where a configured port really listens: 0 becomes a number. Without those that cannot be had now, and without Unix sockets. */
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
