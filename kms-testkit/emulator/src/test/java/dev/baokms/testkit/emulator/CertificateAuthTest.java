package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The login by a client certificate, as a real OpenBao answers it. */
class CertificateAuthTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Provision PROVISION =
            new Provision("transit", "kms", "cert", "kms", "", "", Duration.ofHours(1));

    @TempDir
    private static Path dir;

    private static KeyStore identities;

    private TransitEmulator emulator;

    @BeforeAll
    static void makeCertificates() throws Exception {
        identities = KeyStore.getInstance("PKCS12");
        make("ca", "-ext bc=ca:true -ext san=ip:127.0.0.1");
        make("stranger", "-ext eku=clientAuth");
        make("one", "-signer ca -ext eku=clientAuth");
        make("two", "-signer ca -ext eku=clientAuth");
        make("server", "-signer ca -ext eku=serverAuth");
        make("past", "-signer ca -ext eku=clientAuth -startdate -2d -validity 1");
        try (InputStream in = Files.newInputStream(dir.resolve("keys.p12"))) {
            identities.load(in, PASSWORD);
        }
    }

    @BeforeEach
    void start() throws Exception {
        emulator = TransitEmulator.start(TransitEmulator.Options.defaults().withTls(context("ca")));
        emulator.provisionCertificate(PROVISION, pem("ca"));
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void certificateOfTheTrustedAuthority_getsATokenThatWorksWithoutIt() throws Exception {
        Answer got = login("one", "{\"name\":\"kms\"}");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("auth", "policies")).isEqualTo(List.of("default", "kms"));
        assertThat(got.text("auth", "metadata", "cert_name")).isEqualTo("kms");
        assertThat(got.text("auth", "metadata", "common_name")).isEqualTo("one");
        assertThat(got.at("auth", "lease_duration")).isEqualTo(3600L);
        assertThat(send("", "GET", "transit/keys/kms", "", got.text("auth", "client_token"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutRoleName_anyThatFitsIsTaken() throws Exception {
        assertThat(login("one", "{}").text("auth", "metadata", "cert_name")).isEqualTo("kms");
    }

    @Test
    void whatIsNotTrusted_is400() throws Exception {
        assertThat(refusal(login("", "{}"))).isEqualTo("400 no client certificate found");
        String untrusted = "400 invalid certificate or no client certificate supplied";
        assertThat(refusal(login("stranger", "{}"))).isEqualTo(untrusted);
        assertThat(refusal(login("one", "{\"name\":\"nothere\"}"))).isEqualTo(untrusted);

        admin("auth/cert/certs/kms", Map.of("certificate", pem("ca"), "allowed_common_names", List.of("two")));
        assertThat(refusal(login("one", "{}")))
                .isEqualTo("400 no chain matching all constraints could be found for this login certificate");
    }

    @Test
    void trustedButUnusable_is500() throws Exception {
        assertThat(refusal(login("past", "{}"))).startsWith("500 failed to verify client's certificate: x509: ");
        assertThat(refusal(login("server", "{}"))).startsWith("500 failed to verify client's certificate: x509: ");
    }

    @Test
    void renewal_isBoundToTheCertificate() throws Exception {
        String token = login("one", "{}").text("auth", "client_token");

        assertThat(renew("one", token).at("auth", "lease_duration")).isEqualTo(3600L);
        assertThat(refusal(renew("", token))).isEqualTo("400 no client certificate found");
        assertThat(refusal(renew("two", token))).startsWith("500 ").contains("client identity during renewal");
    }

    @Test
    void renewalAfterTheRoleChanged_isRefused_andAfterItIsGone_isSilent() throws Exception {
        String token = login("one", "{}").text("auth", "client_token");
        admin("auth/cert/certs/kms", Map.of("certificate", pem("ca"), "token_policies", List.of("other")));
        assertThat(refusal(renew("one", token))).startsWith("500 ").contains("policies have changed, not renewing");

        assertThat(send("", "DELETE", "auth/cert/certs/kms", "", emulator.rootToken())
                        .status())
                .isEqualTo(204);
        Answer silent = renew("one", token);
        assertThat(silent.status()).isEqualTo(204);
        assertThat(silent.body()).isEmpty();
    }

    @Test
    void mountAndRole_canBeMadeOverHttp() throws Exception {
        admin("sys/auth/machines", Map.of("type", "cert"));
        admin("auth/machines/certs/node", Map.of("certificate", pem("ca"), "token_policies", List.of("kms")));

        assertThat(send("one", "POST", "auth/machines/login", "{}", "").text("auth", "metadata", "cert_name"))
                .isEqualTo("node");
        assertThat(send("", "GET", "sys/auth", "", emulator.rootToken()).text("data", "machines/", "type"))
                .isEqualTo("cert");
    }

    private Answer login(String certificate, String body) throws Exception {
        return send(certificate, "POST", "auth/cert/login", body, "");
    }

    private Answer renew(String certificate, String token) throws Exception {
        return send(certificate, "POST", "auth/token/renew-self", "{}", token);
    }

    private void admin(String path, Map<String, ?> members) throws Exception {
        assertThat(send("", "POST", path, GoJson.of(members), emulator.rootToken())
                        .status())
                .isEqualTo(204);
    }

    private static String refusal(Answer answer) {
        return answer.status() + " " + answer.error();
    }

    /** @param certificate to show, or nothing */
    private Answer send(String certificate, String method, String path, String body, String token) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(context(certificate)).build()) {
            var request = HttpRequest.newBuilder(URI.create(emulator.address() + "/v1/" + path))
                    .method(method, BodyPublishers.ofString(body));
            if (!token.isEmpty()) {
                request.header("X-Vault-Token", token);
            }
            var got = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(got.statusCode(), Map.of(), got.body());
        }
    }

    private static SSLContext context(String identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = null;
        if (!identity.isEmpty()) {
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore alone = KeyStore.getInstance("PKCS12");
            alone.load(null, PASSWORD);
            alone.setKeyEntry(
                    identity,
                    identities.getKey(identity, PASSWORD),
                    PASSWORD,
                    identities.getCertificateChain(identity));
            factory.init(alone, PASSWORD);
            keys = factory.getKeyManagers();
        }
        context.init(keys, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static String pem(String name) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(identities.getCertificate(name).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static void make(String alias, String options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(("-genkeypair -keyalg EC -storetype PKCS12 -storepass changeit -alias " + alias
                        + " -dname CN=" + alias + " -keystore " + dir.resolve("keys.p12") + " " + options)
                .split(" ")));
        Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes(), UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
    }

    /** No certificate is judged in these handshakes. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
