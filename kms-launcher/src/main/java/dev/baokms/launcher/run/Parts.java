package dev.baokms.launcher.run;

import dagger.Module;
import dagger.Provides;
import dev.baokms.auth.jwt.JwtFileSource;
import dev.baokms.auth.jwt.JwtLogin;
import dev.baokms.auth.jwt.OAuth2Client;
import dev.baokms.auth.jwt.OAuth2Client.SecretPlace;
import dev.baokms.auth.jwt.OAuth2Source;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.port.CredentialSource;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.grpc.KmsServer;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.observe.HealthReport;
import dev.baokms.launcher.observe.Metrics;
import dev.baokms.launcher.observe.Observer;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.TransitSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.OkHttpClient;

/** The parts list. Each method calls the constructor that a test calls. */
@Module
interface Parts {
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
    static Wake wake() {
        return new Wake();
    }

    @Provides
    @Singleton
    static Event.Sink events(Observer observer, Wake wake) {
        return event -> {
            if (event instanceof Event.ProbeWanted) {
                wake.signal();
            }
            observer.accept(event);
        };
    }

    @Provides
    @Singleton
    static Login login(Settings settings, Metrics metrics, InstantSource clock) {
        return switch (settings.auth()) {
            case Auth.Jwt jwt ->
                switch (jwt.source()) {
                    case Auth.JwtSource.JwtFile file -> {
                        JwtFileSource source = jwtFile(jwt, file, clock);
                        yield new Login(
                                source,
                                List.of(new WatchedFile("jwt", file.file(), source::flaw, metrics)),
                                Optional.empty(),
                                Optional.empty());
                    }
                    case Auth.JwtSource.OAuth2 grant -> {
                        Optional<TrustedCa> ca = grant.caCertFile()
                                .map(file -> new TrustedCa(
                                        TrustedCa.Use.OAUTH2, file, Optional.empty(), List.of(), metrics));
                        OAuth2Source source =
                                oauth2(jwt, grant, ca.map(TrustedCa::client).orElseGet(OkHttpClient::new), clock);
                        var secret = new WatchedFile("client_secret", grant.clientSecretFile(), source::flaw, metrics);
                        yield new Login(source, List.of(secret), ca, Optional.empty());
                    }
                };
            case Auth.Certificate certificate -> {
                var login = new CertificateLogin(certificate, settings.openBao().timeout(), clock);
                login.registerGauge(metrics, clock);
                yield new Login(login.source(), login.files(metrics), Optional.empty(), Optional.of(login));
            }
        };
    }

    @Provides
    @Singleton
    static CredentialSource credentials(Login login) {
        return login.source();
    }

    /** Also what {@code serve} asks, before anything starts, whether the file is safe. */
    static JwtFileSource jwtFile(Auth.Jwt jwt, Auth.JwtSource.JwtFile file, InstantSource clock) {
        return new JwtFileSource(jwtLogin(jwt), file.file(), clock);
    }

    /** @throws IllegalArgumentException naming the field and the rule it breaks */
    static OAuth2Source oauth2(Auth.Jwt jwt, Auth.JwtSource.OAuth2 grant, OkHttpClient http, InstantSource clock) {
        return new OAuth2Source(
                jwtLogin(jwt),
                new OAuth2Client(
                        grant.tokenUrl(),
                        grant.clientId(),
                        grant.clientSecretFile(),
                        grant.postsSecret() ? SecretPlace.BODY : SecretPlace.HEADER,
                        grant.scopes(),
                        grant.audience(),
                        grant.resources()),
                http,
                clock);
    }

    private static JwtLogin jwtLogin(Auth.Jwt jwt) {
        return new JwtLogin(
                jwt.mountPath(),
                jwt.role(),
                jwt.minRemainingTtl(),
                jwt.leeway(),
                jwt.issuer(),
                jwt.audience(),
                jwt.subject());
    }

    @Provides
    @Singleton
    static OpenBaoTransit transit(
            Settings settings,
            Optional<TrustedCa> ca,
            CredentialSource credentials,
            Event.Sink events,
            InstantSource clock,
            SecureRandom random) {
        Settings.OpenBao openBao = settings.openBao();
        return new OpenBaoTransit(
                ca.map(TrustedCa::client).orElseGet(OkHttpClient::new),
                new TransitSettings(
                        openBao.addresses(),
                        settings.key().mountPath(),
                        settings.key().name(),
                        settings.key().scope().namespace(),
                        openBao.timeout(),
                        openBao.loginTimeout(),
                        openBao.renewalIncrement(),
                        openBao.loginBeforeExpiry(),
                        openBao.plainHttp()),
                credentials,
                events,
                clock,
                System::nanoTime,
                random);
    }

    @Provides
    @Singleton
    static Optional<TrustedCa> ca(Settings settings, Login login, Metrics metrics) {
        return settings.openBao()
                .caCertFile()
                .map(file -> new TrustedCa(
                        TrustedCa.Use.OPENBAO, file, settings.openBao().tlsServerName(), login.identity(), metrics));
    }

    @Provides
    @Singleton
    static KmsProvider provider(
            Settings settings,
            KeyringMemory memory,
            StateStore store,
            OpenBaoTransit transit,
            Event.Sink events,
            InstantSource clock,
            SecureRandom random) {
        return new KmsProvider(
                settings.key().scope(),
                memory,
                store,
                transit,
                events,
                clock,
                count -> {
                    byte[] bytes = new byte[count];
                    random.nextBytes(bytes);
                    return bytes;
                },
                settings.provider());
    }

    @Provides
    @Singleton
    static HealthReport health(KmsProvider provider, Observer observer, KmsServer server, InstantSource clock) {
        return new HealthReport(provider, observer::lastProbe, server::socketLost, clock);
    }

    @Provides
    @Singleton
    static KmsServer server(Settings settings, KmsProvider provider, Observer observer) {
        Settings.Server server = settings.server();
        return new KmsServer(
                new ServerSettings(
                        server.socketPath(),
                        permissions(server.socketMode()),
                        Optional.of(server.socketGroup()).filter(group -> !group.isEmpty()),
                        withOurselves(server.allowedPeers()),
                        server.maxStatus(),
                        server.maxEncrypt(),
                        server.maxDecrypt(),
                        settings.openBao().timeout()),
                provider,
                observer);
    }

    /** The daemon asks its own socket whether it lives; a list that forgot it would have it restarted for ever. */
    private static Set<String> withOurselves(Set<String> peers) {
        if (peers.isEmpty()) {
            return peers;
        }
        var all = new HashSet<>(peers);
        try {
            all.add("uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which user this process runs as", e);
        }
        return all;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighBit = PosixFilePermission.values();
        for (int bit = 0; bit < fromHighBit.length; bit++) {
            if ((mode & (1 << (fromHighBit.length - 1 - bit))) != 0) {
                permissions.add(fromHighBit[bit]);
            }
        }
        return permissions;
    }
}
