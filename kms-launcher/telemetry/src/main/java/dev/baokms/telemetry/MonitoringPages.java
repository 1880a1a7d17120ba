package dev.baokms.telemetry;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
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
 * Serves health and metrics over plain HTTP, GET and HEAD only. Where both share an address they share the listener.
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

    private final Map<ListenAddress, Map<String, Supplier<Answer>>> pages = new LinkedHashMap<>();
    private final Map<ListenAddress, Channel> bound = new ConcurrentHashMap<>();
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
            on(at).put("/metrics", () -> metricsPage(metrics, health));
            registerGauge(metrics, at, "metrics");
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
                on(at).put(path, alive);
            }
            for (String path : new String[] {"/ready", "/readyz", "/healthz"}) {
                on(at).put(path, ready);
            }
            registerGauge(metrics, at, "health");
        });
    }

    private Map<String, Supplier<Answer>> on(ListenAddress address) {
        return pages.computeIfAbsent(address, any -> new LinkedHashMap<>());
    }

    private void registerGauge(Metrics metrics, ListenAddress at, String page) {
        metrics.gauge("openbao_kms_listener_up", () -> bound.containsKey(at) ? 1 : 0, "page", page);
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
        pages.keySet().forEach(this::listen);
    }

    private void listen(ListenAddress address) {
        if (closed) {
            return;
        }
        try {
            InetSocketAddress at = address.socketAddress();
            if (at.isUnresolved()) {
                failed(address, "its host name has no address");
                return;
            }
            Channel channel = bootstrap(pages.getOrDefault(address, Map.of()))
                    .bind(at)
                    .syncUninterruptibly()
                    .channel();
            bound.put(address, channel);
            if (problems.remove(address) != null) {
                Log.info("a monitoring address can be used now")
                        .with("address", address.toString())
                        .write();
            }
        } catch (Exception e) {
            // Netty throws the IOException of a bind without declaring it.
            failed(address, "it is taken, or is not an address of this machine");
        }
    }

    private void failed(ListenAddress address, String problem) {
        if (problems.put(address, problem) == null) {
            Log.error("a monitoring address cannot be used; its pages are missing until it can, the KMS socket"
                            + " is served")
                    .with("address", address.toString())
                    .with("reason", UNAVAILABLE)
                    .with("detail", problem + "; free it or change the configuration")
                    .write();
        }
        try {
            // A platform thread of its own would sleep for this; the loop of the pages has nothing better to do.
            var _ = io.schedule(
                    () -> Thread.ofVirtual().start(() -> listen(address)), retry.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            // The daemon is on its way out, and with it the need for this address.
        }
    }

    private ServerBootstrap bootstrap(Map<String, Supplier<Answer>> paths) {
        return new ServerBootstrap()
                .group(io)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.accept(connection, paths);
                    }
                });
    }

    /** Where a configured address really listens: port 0 becomes a number. Without those that cannot be had now. */
    public Map<ListenAddress, InetSocketAddress> bound() {
        var addresses = new LinkedHashMap<ListenAddress, InetSocketAddress>();
        bound.forEach((address, channel) -> addresses.put(address, (InetSocketAddress) channel.localAddress()));
        return addresses;
    }

    @Override
    public void close() {
        closed = true;
        // By name: a loop that is told to end between two looks ends without closing what is registered with it.
        bound.values().forEach(listener -> listener.close().awaitUninterruptibly(STOP.toMillis()));
        io.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
    }
}
