package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Call;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.CertificateServer.Asked;
import dev.baokms.transit.http.ServerName;
import dev.baokms.transit.http.TrustedHttp;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate OpenBao sees, and on which connections. */
class CertificateLoginTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path dir;

    private final ShownIdentity shown = new ShownIdentity();
    private CertificateServer bao;
    private OpenBaoTransit transit;

    @BeforeAll
    static void makeIdentities() throws Exception {
        for (String name : List.of("bao", "one", "two")) {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(
                    ("-genkeypair -keyalg EC -alias own -dname CN=" + name + " -ext san=dns:bao.example -ext bc=ca:true"
                                    + " -storetype PKCS12 -storepass changeit -keystore " + store(name))
                            .split(" ")));
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        }
    }

    @BeforeEach
    void start() throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(open("bao"), PASSWORD);
        bao = new CertificateServer(keys.getKeyManagers());
        shown.show("one");
        var http = TrustedHttp.trusting(pem(), Optional.of(new ServerName("bao.example")), List.of(shown));
        CredentialSource certificate = budget -> Outcome.ok(new Credential.LoginRequest(
                "cert_login", "auth/cert", SecretBytes.adopting("{\"name\":\"kms\"}".getBytes(UTF_8)), true));
        transit = new OpenBaoTransit(
                http,
                new TransitSettings(
                        List.of(bao.address()),
                        "transit",
                        "k",
                        Optional.empty(),
                        TransitSettings.DEFAULT_TIMEOUT,
                        Bao.AMPLE,
                        Duration.ofHours(1),
                        Duration.ZERO,
                        false),
                Bao.AMPLE,
                certificate,
                event -> {},
                InstantSource.system(),
                System::nanoTime,
                new Random(1));
    }

    @AfterEach
    void stop() {
        transit.close();
        bao.close();
    }

    @Test
    void loginAndRenewals_showTheSameCertificate_eachOnAConnectionOfItsOwn() {
        assertThat(ask()).isEqualTo(Outcome.ok(false));
        Eventually.comesTrue(() -> bao.subjects(Bao.RENEW).size() >= 2);
        assertThat(ask()).isEqualTo(Outcome.ok(false));

        assertThat(bao.subjects(CertificateServer.LOGIN)).containsOnly("CN=one");
        assertThat(bao.subjects(Bao.RENEW)).containsOnly("CN=one");
        List<Integer> proving = bao.asked.stream()
                .filter(one -> !one.path().equals(Bao.CONFIG))
                .map(Asked::port)
                .toList();
        assertThat(proving).doesNotHaveDuplicates();
        assertThat(bao.asked.stream()
                        .filter(one -> one.path().equals(Bao.CONFIG))
                        .map(Asked::port)
                        .collect(Collectors.toSet()))
                .hasSize(1)
                .doesNotContainAnyElementsOf(proving);
    }

    @Test
    void replacedCertificate_isShownByTheNextLogin_whateverConnectionsAreOpen() throws Exception {
        assertThat(ask()).isEqualTo(Outcome.ok(false));
        Eventually.comesTrue(() -> !bao.subjects(Bao.RENEW).isEmpty());

        shown.show("two");
        bao.answerRenewalsWith(400);

        // On a busy machine the first token may have ended, and been replaced under the first certificate, before.
        Eventually.comesTrue(
                () -> bao.subjects(CertificateServer.LOGIN).getLast().equals("CN=two"));
        assertThat(bao.subjects(CertificateServer.LOGIN)).startsWith("CN=one");
    }

    @Test
    void noCertificateToShow_leavesServingToTheTokenThatIsHeld() {
        assertThat(ask()).isEqualTo(Outcome.ok(false));

        shown.showNothing();
        Eventually.comesTrue(() -> bao.subjects(Bao.RENEW).contains(""));

        assertThat(ask()).isEqualTo(Outcome.ok(false));
    }

    private Outcome<Boolean> ask() {
        return transit.upsertAllowed(Call.of(Call.Cause.PROBE, Bao.budget(Bao.AMPLE)));
    }

    private static Path store(String name) {
        return dir.resolve(name + ".p12");
    }

    private static KeyStore open(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static byte[] pem() throws Exception {
        String base64 = Base64.getMimeEncoder()
                .encodeToString(open("bao").getCertificate("own").getEncoded());
        return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n").getBytes(UTF_8);
    }

    /** One identity at a time, or none. */
    private static final class ShownIdentity extends X509ExtendedKeyManager {
        private volatile Optional<KeyStore> current = Optional.empty();

        void show(String name) throws Exception {
            current = Optional.of(open(name));
        }

        void showNothing() {
            current = Optional.empty();
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return current.isPresent() ? "own" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            try {
                return new X509Certificate[] {
                    (X509Certificate) current.orElseThrow().getCertificate(alias)
                };
            } catch (java.security.KeyStoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            try {
                return (PrivateKey) current.orElseThrow().getKey(alias, PASSWORD);
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseClientAlias(types, issuers, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "";
        }
    }
}
