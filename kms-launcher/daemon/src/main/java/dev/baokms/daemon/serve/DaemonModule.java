package dev.baokms.daemon.serve;

import dagger.Module;
import dagger.Provides;
import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.BootClock;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.SeedStore;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.port.Survivor;
import dev.baokms.grpc.KmsServer;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.host.systemd.TimeSinceBoot;
import dev.baokms.telemetry.FailureText;
import dev.baokms.telemetry.HealthReport;
import dev.baokms.telemetry.Liveness;
import dev.baokms.telemetry.Metrics;
import dev.baokms.telemetry.MonitoringPages;
import dev.baokms.telemetry.Observer;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.http.TrustedHttp;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The parts list. Each method calls the constructor that a test calls. */
@Module
interface DaemonModule {
    @Provides
    @Singleton
    static InstantSource clock() {
        return InstantSource.system();
    }

    @Provides
    @Singleton
    static SecureRandom random() {
        return new SecureRandom();
    }

    @Provides
    @Singleton
    static ProcessIdentity process() {
        return ProcessIdentity.ofThisProcess();
    }

    @Provides
    @Singleton
    static Metrics metrics(BuildInfo build) {
        return new Metrics(build);
    }

    @Provides
    @Singleton
    static Observer observer(Metrics metrics, InstantSource clock, Settings settings) {
        return new Observer(metrics, clock, settings.logging().openBaoRequestIds());
    }

    @Provides
    @Singleton
    static ProbeTrigger trigger() {
        return new ProbeTrigger();
    }

    @Provides
    @Singleton
    static Event.Sink events(Observer observer, ProbeTrigger trigger) {
        return event -> {
            if (event instanceof Event.ProbeWanted) {
                trigger.signal();
            }
            observer.onEvent(event);
        };
    }

    @Provides
    @Singleton
    static Login login(Settings settings, CallLimit limit, ProcessIdentity process, InstantSource clock) {
        return settings.login().open(new DaemonHost(process, clock, limit.longest()));
    }

    @Provides
    @Singleton
    static Optional<CaBundle> ca(Settings settings, Login login, ProcessIdentity process, Metrics metrics) {
        return settings.trust().caCertFile().map(file -> {
            try {
                return new CaBundle(
                        TrustedFile.of(file, TrustedFile.Kind.PUBLIC, process),
                        settings.trust().serverName(),
                        login.clientKeys(),
                        metrics);
            } catch (UnsafeStartException e) {
                throw new UncheckedIOException(new IOException(e.getMessage(), e));
            }
        });
    }

    @Provides
    @Singleton
    static OpenBaoTransit transit(
            Settings settings,
            CallLimit limit,
            Optional<CaBundle> ca,
            Login login,
            Observer observer,
            InstantSource clock,
            SecureRandom random) {
        return new OpenBaoTransit(
                ca.map(CaBundle::http).orElseGet(TrustedHttp::trustingThePlatform),
                settings.transit().withLoginTimeout(limit.login()),
                limit.longest(),
                login.credentials(),
                observer::onBackendEvent,
                clock,
                System::nanoTime,
                random);
    }

    @Provides
    @Singleton
    static BootClock uptime(Settings settings) {
        // The clock that runs on during a suspend takes a native call, which nothing else needs.
        return settings.provider().continuity().ridesOutages()
                ? new TimeSinceBoot()
                : () -> Duration.ofNanos(System.nanoTime());
    }

    @Provides
    @Singleton
    static KmsProvider provider(
            Settings settings,
            KeyringState state,
            StateStore store,
            SeedStore seeds,
            Survivor survivor,
            BootClock uptime,
            OpenBaoTransit transit,
            Event.Sink events,
            InstantSource clock,
            SecureRandom random) {
        return new KmsProvider(
                settings.key().scope(),
                settings.provider(),
                state,
                new Ports(transit, store, seeds, survivor, events, clock, uptime, count -> {
                    byte[] bytes = new byte[count];
                    random.nextBytes(bytes);
                    return bytes;
                }));
    }

    @Provides
    @Singleton
    static KmsServer server(Settings settings, KmsProvider provider, ProcessIdentity process, Observer observer) {
        return new KmsServer(
                withItself(settings.server(), process), provider, FailureText::withCode, observer, FatalErrors::end);
    }

    /**
     * Adds the daemon's own user to the allowed peers: the daemon checks its own socket, and a list without that user
     * would cause endless restarts.
     */
    private static ServerSettings withItself(ServerSettings server, ProcessIdentity process) {
        if (server.allowedPeers().isEmpty()) {
            return server;
        }
        Set<String> peers = new HashSet<>(server.allowedPeers());
        peers.add("uid:" + process.uid());
        return server.withAllowedPeers(peers);
    }

    @Provides
    @Singleton
    static HealthReport health(KmsProvider provider, KmsServer server) {
        return new HealthReport(provider::view, server::socketLost);
    }

    @Provides
    @Singleton
    static SelfCheck self(Settings settings) {
        return new SelfCheck(settings.server().socketPath());
    }

    @Provides
    @Singleton
    static MonitoringPages pages(Settings settings, Metrics metrics, HealthReport health, SelfCheck self) {
        return new MonitoringPages(
                settings.monitoring().metricsAddress(),
                settings.monitoring().healthAddress(),
                metrics,
                health,
                new Liveness(self::isAnswered, System::nanoTime));
    }

    @Provides
    @Singleton
    static Upkeep upkeep(
            Settings settings,
            KmsServer server,
            Optional<CaBundle> ca,
            Login login,
            OpenBaoTransit transit,
            Metrics metrics) {
        return new Upkeep(
                new SocketKeeper(server, metrics),
                ca,
                new LoginWatch(login, metrics, settings.transit().timeout()),
                transit::credentialReplaced);
    }

    @Provides
    @Singleton
    static ProbeLoop probes(
            Settings settings,
            KmsProvider provider,
            KmsServer server,
            Upkeep upkeep,
            ProbeTrigger trigger,
            InstantSource clock) {
        return new ProbeLoop(
                () -> {
                    upkeep.run();
                    Instant next = provider.probe(() ->
                            Budget.starting(System::nanoTime, settings.transit().timeout()));
                    // After the first probe: whatever it found, Status now has an answer.
                    server.accept();
                    return next;
                },
                provider::finish,
                trigger,
                clock);
    }
}
