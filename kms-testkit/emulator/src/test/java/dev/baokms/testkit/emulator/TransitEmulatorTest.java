package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.emulator.Api.Answer;
import dev.baokms.testkit.emulator.TransitEmulator.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitEmulatorTest {
    private final TickingClock clock = new TickingClock();
    private final TransitEmulator emulator =
            TransitEmulator.start(Options.defaults().withClock(clock));
    private final Api root = new Api(emulator.address(), emulator.rootToken());
    private final JwtIssuer issuer = new JwtIssuer("https://issuer.example", clock);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Answer login() {
        String jwt = issuer.issue("node-1", "openbao", Duration.ofMinutes(1));
        return root.as("").post("auth/jwt/login", "role", "kms", "jwt", jwt);
    }

    private Api provider() {
        emulator.provision(Provision.usual(), issuer);
        return root.as(login().text("auth", "client_token"));
    }

    @Test
    void knownCiphertexts_decryptWithTheirKey() {
        byte[] material = new byte[32];
        for (int i = 0; i < 32; i++) {
            material[i] = (byte) i;
        }
        emulator.addKey("transit", "known", material);
        Answer plain = root.post(
                "transit/decrypt/known", "ciphertext", "vault:v1:BwcHBwcHBwcHBwcHZw/KMADChmNBd3kjPtvtflwkKTq/");
        Answer bound = root.post(
                "transit/decrypt/known",
                "ciphertext",
                "vault:v1:BwcHBwcHBwcHBwcHZw/KMACwxZuSUkHq2c2SstNSk82H",
                "associated_data",
                Bench.b64("tenant-1"));
        assertThat(plain.text("data", "plaintext")).isEqualTo(Bench.b64("hello"));
        assertThat(bound.text("data", "plaintext")).isEqualTo(Bench.b64("hello"));
    }

    @Test
    void provisionedRole_mayUseTheKeyAndNothingElse() {
        Api provider = provider();
        assertThat(provider.post("transit/encrypt/kms", "plaintext", "").status())
                .isEqualTo(200);
        assertThat(provider.get("transit/keys/kms").status()).isEqualTo(200);
        assertThat(provider.get("transit/config/keys").at("data", "disable_upsert"))
                .isEqualTo(true);
        assertThat(provider.post("auth/token/renew-self").status()).isEqualTo(200);
        assertThat(provider.post("sys/capabilities-self", "paths", List.of("transit/keys/kms/rotate"))
                        .at("capabilities"))
                .isEqualTo(List.of("deny"));
        assertThat(List.of(
                        provider.post("transit/keys/kms/rotate").status(),
                        provider.delete("transit/keys/kms").status(),
                        provider.post("transit/encrypt/other", "plaintext", "").status(),
                        provider.get("auth/token/lookup-self").status(),
                        provider.get("sys/mounts").status()))
                .containsOnly(403);
    }

    /** What a test of an absent OpenBao stands on: a listener that lives on takes connections in and never answers. */
    @RepeatedTest(50)
    void closedEmulator_takesNoConnection() {
        TransitEmulator another = TransitEmulator.start();
        var address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), another.address().getPort());

        another.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
            try (var socket = new Socket()) {
                socket.connect(address);
            }
        });
    }

    @Test
    void provisionTwice_keepsTheKey() {
        String made =
                provider().post("transit/encrypt/kms", "plaintext", "YQ==").ciphertext();
        assertThat(provider().post("transit/decrypt/kms", "ciphertext", made).text("data", "plaintext"))
                .isEqualTo("YQ==");
    }

    @Test
    void token_endsWithItsTimeAndRenewalCountsFromNow() {
        Api provider = provider();
        clock.pass(Duration.ofMinutes(59));
        assertThat(provider.post("auth/token/renew-self").at("auth", "lease_duration"))
                .isEqualTo(3600L);
        clock.pass(Duration.ofMinutes(59));
        assertThat(provider.get("transit/keys/kms").status()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(1));
        assertThat(provider.get("transit/keys/kms").error()).isEqualTo("permission denied");
    }

    @Test
    void jwt_worksUpToAMinutePastItsEnd() {
        emulator.provision(Provision.usual(), issuer);
        String jwt = issuer.issue("node-1", "openbao", Duration.ofMinutes(1));
        clock.pass(Duration.ofMinutes(2));
        assertThat(root.as("").post("auth/jwt/login", "role", "kms", "jwt", jwt).status())
                .isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        assertThat(root.as("").post("auth/jwt/login", "role", "kms", "jwt", jwt).error())
                .endsWith("token is expired");
    }

    @Test
    void keyVersions_areDatedByTheClock() {
        emulator.provision(Provision.usual(), issuer);
        clock.pass(Duration.ofDays(1));
        root.post("transit/keys/kms/rotate");
        Answer key = root.get("transit/keys/kms");
        assertThat(key.at("data", "keys")).hasToString("{1=1767225600, 2=1767312000}");
    }

    @Test
    void limitedToken_endsWithItsLastUse() {
        Api provider = provider();
        String token = root.post("auth/token/create", "policies", List.of("kms"), "ttl", "1h", "num_uses", 2)
                .text("auth", "client_token");
        assertThat(provider.get("transit/keys/kms").status()).isEqualTo(200);
        Api limited = root.as(token);
        assertThat(List.of(
                        limited.get("transit/keys/kms").status(),
                        limited.get("transit/keys/kms").status(),
                        limited.get("transit/keys/kms").status()))
                .containsExactly(200, 200, 403);
    }

    @Test
    void policy_prefersTheMoreSpecificPathAndDenyWins() {
        provider();
        String rules = """
            # comment
            path "transit/*" { capabilities = ["read"] }
            path "transit/keys/kms" { capabilities = ["deny"] }
            path "transit/+/keys" { capabilities = ["read", "update"] }
            """;
        assertThat(root.post("sys/policies/acl/mixed", "policy", rules).status())
                .isEqualTo(204);
        Api mixed = root.as(root.post("auth/token/create", "policies", List.of("mixed"), "ttl", "1h")
                .text("auth", "client_token"));
        Answer got = mixed.post(
                "sys/capabilities-self", "paths", List.of("transit/keys/kms", "transit/config/keys", "transit/keys/a"));
        assertThat(got.at("data"))
                .isEqualTo(Map.of(
                        "transit/keys/kms", List.of("deny"),
                        "transit/config/keys", List.of("read", "update"),
                        "transit/keys/a", List.of("read")));
        assertThat(root.post("sys/policies/acl/bad", "policy", "path \"x\" { capabilities = [\"fly\"] }")
                        .error())
                .isEqualTo("failed to parse policy: path \"x\": invalid capability \"fly\"");
    }

    @Test
    void whatIsMissing_isRefusedAndNotMadeUp() {
        provider();
        assertThat(root.post("transit/keys/r", "type", "rsa-2048").status()).isEqualTo(404);
        assertThat(root.with("X-Vault-Wrap-TTL", "60").get("transit/keys/kms").error())
                .isEqualTo("no handler for route \"X-Vault-Wrap-TTL\". route entry not found.");
        assertThat(root.post("sys/namespaces/a").status()).isEqualTo(404);
        assertThat(root.post("transit/sign/kms").status()).isEqualTo(404);
        assertThat(root.post("sys/auth/people", "type", "userpass").status()).isEqualTo(400);
    }

    @Test
    void standby_servesReadsAndForwardsWrites() {
        Api provider = provider();
        EmulatorNode standby = emulator.addStandby();
        Api there = new Api(standby.address(), emulator.rootToken());
        String made = there.post("transit/encrypt/kms", "plaintext", "YQ==").ciphertext();
        assertThat(provider.post("transit/decrypt/kms", "ciphertext", made).status())
                .isEqualTo(200);
        assertThat(there.post("transit/keys/kms/rotate").at("data", "latest_version"))
                .isEqualTo(2L);
        assertThat(there.get("sys/health").status()).isEqualTo(429);
        assertThat(there.get("sys/leader").text("leader_address"))
                .isEqualTo(emulator.address().toString());
        assertThat(there.get("sys/leader").at("is_self")).isNull();
        assertThat(root.get("sys/leader").at("is_self")).isEqualTo(true);
        Answer kept = there.with("X-Vault-No-Request-Forwarding", "1").post("transit/keys/kms/rotate");
        assertThat(kept.status()).isEqualTo(307);
        assertThat(kept.headers()).containsEntry("Location", emulator.address() + "/v1/transit/keys/kms/rotate");
        assertThat(standby.requests()).containsEntry("POST transit/encrypt", 1L);
        assertThat(emulator.requests()).doesNotContainKey("POST transit/encrypt");
    }

    @Test
    void standbyWithoutLeader_servesReadsAndRedirectsLogins() {
        Api provider = provider();
        EmulatorNode standby = emulator.addStandby();
        String made = provider.post("transit/encrypt/kms", "plaintext", "").ciphertext();
        emulator.active().close();
        Api there = new Api(standby.address(), emulator.rootToken());
        assertThat(there.post("transit/decrypt/kms", "ciphertext", made).status())
                .isEqualTo(200);
        assertThat(there.post("auth/jwt/login", "role", "kms", "jwt", "x").status())
                .isEqualTo(307);
    }

    @Test
    void laggingStandby_takesANewKeyForMissing() {
        provider();
        EmulatorNode standby = emulator.addStandby();
        standby.faults().freeze();
        root.post("transit/keys/fresh");
        String policy = "path \"transit/encrypt/fresh\" { capabilities = [\"update\"] }";
        root.post("sys/policies/acl/fresh", "policy", policy);
        Api there = new Api(standby.address(), emulator.rootToken());
        assertThat(there.post("transit/decrypt/fresh", "ciphertext", "vault:v1:")
                        .error())
                .isEqualTo("encryption key not found");
        assertThat(there.get("transit/keys/fresh").status()).isEqualTo(404);
        standby.faults().catchUp();
        assertThat(there.get("transit/keys/fresh").status()).isEqualTo(200);
    }

    @Test
    void serverTime_isTheLeastThatAnAnswerTakes() {
        try (TransitEmulator slow = TransitEmulator.start(Options.defaults().withServerTime(Duration.ofMillis(30)))) {
            long start = System.nanoTime();
            new Api(slow.address(), "").get("sys/health");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        }
    }

    @Test
    void takenPort_isRefused() {
        Options same = Options.defaults().withPort(emulator.address().getPort());
        assertThatThrownBy(() -> TransitEmulator.start(same))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + emulator.address().getPort());
    }

    @Test
    void closedEmulator_cutsItsConnections() {
        assertThat(root.get("sys/health").status()).isEqualTo(200);
        emulator.close();
        assertThatThrownBy(() -> root.sendOrThrow("GET", "/v1/sys/health", "")).isInstanceOf(IOException.class);
    }

    @Test
    void httpsEmulator_answersOverTls(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trustManagers.getTrustManagers(), null);

        try (TransitEmulator encrypted =
                        TransitEmulator.start(Options.defaults().withTls(server));
                HttpClient http = HttpClient.newBuilder().sslContext(client).build()) {
            var request = HttpRequest.newBuilder(encrypted.address().resolve("/v1/sys/health"))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            encrypted.faults().inject(Fault.RESET);
            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }
}
