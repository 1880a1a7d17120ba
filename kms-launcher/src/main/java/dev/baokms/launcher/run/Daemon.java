package dev.baokms.launcher.run;

import dev.baokms.core.KmsProvider;
import dev.baokms.core.port.Budget;
import dev.baokms.grpc.KmsServer;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.HealthReport;
import dev.baokms.launcher.observe.HttpEndpoints;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import dev.baokms.launcher.observe.Observer;
import dev.baokms.transit.OpenBaoTransit;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The running daemon. Started once, stopped once.
 *
 * <p>The socket comes first: an API server that finds none backs off for up to two minutes, while one that gets UNAVAILABLE asks
 * again in ten seconds.
 */
public final class Daemon implements AutoCloseable {
    /** Below the 15 s in which a stop must end, with room for the rest. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration LIVE_DEADLINE = Duration.ofSeconds(2);

    private final Settings settings;
    private final KmsProvider provider;
    private final KmsServer server;
    private final OpenBaoTransit transit;
    private final Login login;
    private final ProbeLoop probes;
    private final Metrics metrics;
    private final HealthReport health;
    private @Nullable HttpEndpoints http;
    private @Nullable SocketClient self;

    @Inject
    Daemon(
            Settings settings,
            KmsProvider provider,
            KmsServer server,
            OpenBaoTransit transit,
            Optional<TrustedCa> ca,
            Login login,
            Wake wake,
            InstantSource clock,
            Metrics metrics,
            Observer observer,
            HealthReport health) {
        this.settings = settings;
        this.provider = provider;
        this.server = server;
        this.transit = transit;
        this.login = login;
        var socket = new OwnSocket(server, metrics);
        this.probes = new ProbeLoop(
                () -> {
                    socket.refresh();
                    // Before each probe, so that a replaced file is noticed one probe interval later without a lost
                    // call.
                    ca.ifPresent(TrustedCa::refresh);
                    if (login.refresh()) {
                        transit.credentialReplaced();
                    }
                    return provider.probe(() ->
                            Budget.starting(System::nanoTime, settings.openBao().timeout()));
                },
                wake,
                clock);
        this.metrics = metrics;
        this.health = health;
        health.registerGauges(metrics);
        observer.registerGauges(settings.openBao().addresses().size());
    }

    /** @throws IOException when the socket or a listener cannot be had; nothing is left running then */
    public void start() throws IOException {
        try {
            server.start();
            Log.info("listening; every method says why until OpenBao has answered")
                    .write();
            probes.start();
            self = new SocketClient(settings.server().socketPath(), LIVE_DEADLINE);
            http = new HttpEndpoints(
                    settings.server().metricsAddress(),
                    settings.server().healthAddress(),
                    metrics,
                    health,
                    this::servesItself);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Whether a real Status over our own socket is answered, with an error or without: liveness is not OpenBao's business. Takes
     * two seconds at most.
     */
    public boolean servesItself() {
        SocketClient client = self;
        if (client == null) {
            return false;
        }
        try {
            client.hangUp();
            client.status();
            return true;
        } catch (StatusRuntimeException e) {
            // UNAVAILABLE is also what a client makes of a refused connection; only then does it carry a cause.
            return e.getStatus().getCause() == null && e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED;
        }
    }

    /** The health in one line, as Status says it. */
    public String words() {
        return health.words();
    }

    /** Where a configured address really listens. */
    public Map<String, InetSocketAddress> listening() {
        return http == null ? Map.of() : http.bound();
    }

    public KmsProvider provider() {
        return provider;
    }

    /** Takes the socket away, lets calls in flight finish, and puts everything away. */
    @Override
    public void close() {
        server.stop(GRACE);
        probes.close();
        if (self != null) {
            self.close();
        }
        if (http != null) {
            http.close();
        }
        transit.close();
        // After the last handshake that may want a signature.
        login.close();
        Log.info("stopped").write();
    }
}
