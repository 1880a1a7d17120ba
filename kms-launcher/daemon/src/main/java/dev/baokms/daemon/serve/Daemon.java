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
 * The running daemon. It is started once and stopped once.
 *
 * <p>The socket comes first: an API server that finds none backs off for up to two minutes, while one that gets
 * UNAVAILABLE asks again in ten seconds. A client that connects before the first probe has ended waits for the probe,
 * at most two seconds. A restart therefore does not refuse it.
 */
public final class Daemon implements AutoCloseable {
    /** Below the 15 s within which a stop must end, so that the other steps have time. */
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

    /** @throws IOException if the socket cannot be bound; nothing is left running then */
    public void start() throws IOException {
        start(OptionalInt.empty());
    }

    /**
     * @param listener the descriptor of a socket at the configured path that another process holds
     * @throws IOException if the socket cannot be served; nothing is left running then
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

    /** Whether a real Status over the daemon's own socket gets an answer, even an error. Takes two seconds at most. */
    public boolean servesItself() {
        return self.isAnswered();
    }

    /** Returns the health in one line, as Status reports it. */
    public String words() {
        return health.page().words();
    }

    /** Returns the address at which each configured address really listens. */
    public Map<ListenAddress, InetSocketAddress> listening() {
        return pages.bound();
    }

    /** Returns the provider's current view of its health. */
    public HealthView view() {
        return provider.view();
    }

    /** Removes the socket, lets calls in flight finish, and releases all resources. */
    @Override
    public void close() {
        server.stop(GRACE);
        probes.close();
        self.close();
        pages.close();
        transit.close();
        // Closed after the last handshake that may need a signature.
        login.close();
        Log.info(ServeTexts.STOPPED).write();
    }
}
