package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.core.HealthView;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.login.Login;
import dev.baokms.grpc.KmsServer;
import dev.baokms.telemetry.HealthReport;
import dev.baokms.telemetry.ListenAddress;
import dev.baokms.telemetry.Log;
import dev.baokms.telemetry.Metrics;
import dev.baokms.telemetry.MonitoringPages;
import dev.baokms.telemetry.Observer;
import dev.baokms.transit.OpenBaoTransit;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The running daemon. Started once, stopped once.
 *
 * <p>The socket comes first: an API server that finds none backs off for up to two minutes, while one that gets UNAVAILABLE asks
 * again in ten seconds. Who connects before the first probe has ended waits for that, at most two seconds, and so is not refused
 * because of a restart.
 */
public final class Daemon implements AutoCloseable {
    /** Below the 15 s in which a stop must end, with room for the rest. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final KmsProvider provider;
    private final KmsServer server;
    private final OpenBaoTransit transit;
    private final Login login;
    private final ProbeLoop probes;
    private final SelfCheck self;
    private final HealthReport health;
    private final MonitoringPages pages;

    @Inject
    Daemon(
            Settings settings,
            KmsProvider provider,
            KmsServer server,
            OpenBaoTransit transit,
            Login login,
            ProbeLoop probes,
            SelfCheck self,
            Metrics metrics,
            Observer observer,
            HealthReport health,
            ProcessGauges gauges,
            MonitoringPages pages) {
        this.provider = provider;
        this.server = server;
        this.transit = transit;
        this.login = login;
        this.probes = probes;
        this.self = self;
        this.health = health;
        this.pages = pages;
        health.registerGauges(metrics);
        gauges.register(metrics);
        observer.registerGauges(settings.transit().addresses().size());
        login.gauges().forEach(metrics::gauge);
    }

    /** @throws IOException when the socket cannot be had; nothing is left running then */
    public void start() throws IOException {
        start(OptionalInt.empty());
    }

    /**
     * @param listener descriptor of a socket at the configured path that another process holds
     * @throws IOException when the socket cannot be had; nothing is left running then
     */
    public void start(OptionalInt listener) throws IOException {
        try {
            boolean held = server.startHeldBack(listener);
            Log.info(held ? ServeTexts.LISTENING_ON_HANDED_OVER : ServeTexts.LISTENING)
                    .write();
            if (listener.isPresent() && !held) {
                Log.warn(ServeTexts.HANDED_OVER_NOT_SERVED).write();
            }
            probes.start();
            pages.start();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether a real Status over the daemon's own socket is answered, with an error or without. Takes two seconds at most. */
    public boolean servesItself() {
        return self.isAnswered();
    }

    /** The health in one line, as Status says it. */
    public String words() {
        return health.page().words();
    }

    /** Where a configured address really listens. */
    public Map<ListenAddress, InetSocketAddress> listening() {
        return pages.bound();
    }

    /** What the provider knows now. */
    public HealthView view() {
        return provider.view();
    }

    /** Takes the socket away, lets calls in flight finish, and puts everything away. */
    @Override
    public void close() {
        server.stop(GRACE);
        probes.close();
        self.close();
        pages.close();
        transit.close();
        // After the last handshake that may want a signature.
        login.close();
        Log.info(ServeTexts.STOPPED).write();
    }
}
