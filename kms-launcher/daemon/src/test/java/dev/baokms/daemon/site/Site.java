package dev.baokms.daemon.site;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.core.login.Login;
import dev.baokms.daemon.serve.Assembly;
import dev.baokms.daemon.serve.Daemon;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.StateFile;
import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.testkit.emulator.Provision;
import dev.baokms.testkit.emulator.TransitEmulator;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** An OpenBao emulator behind TLS, and a configuration that points at it, in a directory of their own. */
public final class Site implements AutoCloseable {
    /** No time is promised: what holds at all holds by then, also where other tests compile a whole API server. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOGIN = Duration.ofSeconds(30);

    public final Provision provision = Provision.usual();
    public final JwtIssuer issuer = new JwtIssuer("https://issuer.example", InstantSource.system());
    public final TransitEmulator emulator;
    private final Path folder;

    private Site(Path folder, TransitEmulator emulator) {
        this.folder = folder;
        this.emulator = emulator;
    }

    /** Everything good, nothing started but the emulator. */
    public static Site in(Path parent) throws Exception {
        Path folder = Files.createDirectories(
                parent.resolve("site"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(folder.resolve("state"));
        Files.writeString(folder.resolve("ca.pem"), ServerIdentity.SHARED.caBundle());
        TransitEmulator emulator =
                TransitEmulator.start(TransitEmulator.Options.defaults().withTls(ServerIdentity.SHARED.context()));
        var site = new Site(folder, emulator);
        emulator.provision(site.provision, site.issuer);
        site.writeJwt(site.issuer.issue("node-1", "openbao", Duration.ofHours(1)));
        site.configure("");
        return site;
    }

    public void writeJwt(String jwt) throws IOException {
        writeSecret("jwt", jwt);
    }

    /** Puts a file that only we can read in the place of another at once, as a careful operator does. */
    public void writeSecret(String name, String content) throws IOException {
        Path fresh = file(name + ".new");
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content);
        Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Logs in by a token from the server instead of the one in the file, with more lines at the end of the configuration. */
    public void useOAuth2(URI tokenUrl, String more) throws IOException {
        configure(more);
        String grant = """
                expectedIssuer: https://issuer.example
                expectedAudience: [openbao]
                source: oauth2
                oauth2:
                  tokenUrl: %1$s
                  clientId: kms-node
                  clientSecretFile: %2$s/client-secret
                  audience: openbao
                  caCertFile: %2$s/oauth2-ca.pem
            """.formatted(tokenUrl, folder).stripTrailing();
        String text = Files.readString(config());
        Files.writeString(config(), text.replaceFirst(" +jwtFile: .*", grant));
    }

    /** Where a certificate and its key are, with the labels they have there. */
    public record Token(Path certificateFile, Path modulePath, String tokenLabel, String keyLabel, Path pinFile) {}

    /** Logs in by a certificate from the token instead, with more lines at the end of the configuration. */
    public void useCertificate(Token token, Duration minRemainingTtl, String more) throws IOException {
        configure(more);
        String cert = """
              method: cert
              cert:
                mountPath: auth/cert
                name: kms
                minRemainingTtl: %ss
                pkcs11:
                  certificateFile: %s
                  modulePath: %s
                  tokenLabel: %s
                  keyLabel: %s
                  pinFile: %s
            """.formatted(
                        minRemainingTtl.toSeconds(),
                        token.certificateFile(),
                        token.modulePath(),
                        token.tokenLabel(),
                        token.keyLabel(),
                        token.pinFile());
        Files.writeString(config(), Files.readString(config()).replaceFirst("(?s)  jwt:\n.*?(?=transit:)", cert));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes the configuration, with more lines at its end. */
    public void configure(String more) throws IOException {
        Files.writeString(
                config(), """
                    configVersion: v1alpha1
                    server:
                      socketPath: %1$s/kms.sock
                      socketMode: "0600"
                      socketGroup: "%2$s"
                      metricsAddress: 127.0.0.1:0
                      healthAddress: 127.0.0.1:0
                    openbao:
                      address: %3$s
                      caCertFile: %1$s/ca.pem
                      tlsServerName: bao.example
                      instanceId: bao-test
                    auth:
                      jwt:
                        mountPath: auth/jwt
                        role: kms
                        jwtFile: %1$s/jwt
                    transit:
                      mountPath: transit
                      keyName: kms
                      keyIdScope:
                        providerName: openbao-kms
                        clusterId: test
                        transitMountId: transit-test
                        keyLineageId: lineage-test
                    state:
                      path: %1$s/state/key-registry.json
                    """.formatted(folder, Files.getAttribute(folder, "unix:gid"), emulator.address()) + more);
    }

    /** An EncryptionConfiguration with one group of resources that fits the configuration but for a change. */
    public Path encryptionConfig(UnaryOperator<String> change) throws IOException {
        return Files.writeString(file("encryption-config.yaml"), change.apply("""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources:
                  - secrets
                providers:
                  - kms:
                      apiVersion: v2
                      name: openbao-kms
                      endpoint: unix://%s
                      timeout: 3s
            """.formatted(socket())));
    }

    public Path config() {
        return folder.resolve("config.yaml");
    }

    public Path jwt() {
        return folder.resolve("jwt");
    }

    public Path caBundle() {
        return folder.resolve("ca.pem");
    }

    public Path socket() {
        return folder.resolve("kms.sock");
    }

    public Settings settings() throws ConfigException {
        return Settings.of(ConfigReader.read(config(), Map.of(), Map.of()), "0.0.0-test");
    }

    /** The configured login, outside of a daemon. */
    public Login login() throws ConfigException {
        return settings().login().open(new DaemonHost(ProcessIdentity.ofThisProcess(), InstantSource.system(), LOGIN));
    }

    /** A started daemon and a client of its socket. */
    public record Running(Daemon daemon, KmsClient client, StateFile state) implements AutoCloseable {
        /** The body of a page of the health or metrics listener, whatever its status. */
        public String page(String path) {
            int port = daemon.listening().values().iterator().next().getPort();
            try (HttpClient http = HttpClient.newHttpClient()) {
                return http.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
            } catch (IOException e) {
                throw new UncheckedIOException("no page " + path, e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            client.close();
            daemon.close();
            state.close();
        }
    }

    /** Assembled as {@code serve} does it, and started. */
    public Running running() throws ConfigException, IOException {
        Settings settings = settings();
        StateFile state = StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint());
        Daemon daemon = Assembly.daemon(settings, BuildInfo.load(), state);
        daemon.start();
        return new Running(daemon, client(), state);
    }

    /** The same, once Status is ok. */
    public Running started() throws ConfigException, IOException {
        Running running = running();
        await("Status is ok", () -> healthy(running.client()));
        return running;
    }

    /** Writes the role again, with tokens of another life. */
    public void issueTokensFor(Duration ttl) {
        var other = new Provision(
                provision.mount(),
                provision.key(),
                provision.authMount(),
                provision.role(),
                provision.subject(),
                provision.audience(),
                ttl);
        emulator.provision(other, issuer);
    }

    public KmsClient client() {
        return new KmsClient(socket(), KmsClient.Options.likeApiServer());
    }

    /** With the emulator's root token. */
    public Administrator administrator() throws IOException {
        return new Administrator(emulator.address(), Files.readString(caBundle()), "bao.example", emulator.rootToken());
    }

    /** Points the configuration at another server, whose certificate is for the same name as the administrator's. */
    public void moveTo(Administrator other) throws IOException {
        Files.writeString(caBundle(), other.caBundle());
        Files.writeString(
                config(),
                Files.readString(config())
                        .replace(emulator.address().toString(), other.address().toString())
                        .replace("tlsServerName: bao.example", "tlsServerName: " + other.serverName()));
    }

    /** Whether Status says ok at this moment. */
    public static boolean healthy(KmsClient client) {
        try {
            return client.status().healthz().equals("ok");
        } catch (KmsCallException e) {
            return false;
        }
    }

    /** Lets the daemon notice at once what its next probe would find. */
    public static void provoke(KmsClient client) {
        try {
            client.encrypt("uid", new byte[32]);
        } catch (KmsCallException expected) {
            // The failure is the point.
        }
    }

    /** Looks again and again until it holds; fails when it never does. */
    public static void await(String description, BooleanSupplier condition) {
        await(description, condition, PATIENCE);
    }

    /** The same with another patience. */
    public static void await(String description, BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience + ": " + description);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        emulator.close();
    }
}
