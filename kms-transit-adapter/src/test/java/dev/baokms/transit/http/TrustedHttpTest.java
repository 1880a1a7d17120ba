package dev.baokms.transit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedHttpTest {
    @TempDir
    private static Path dir;

    private static TlsIdentity bao;
    private static TlsIdentity other;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpsServer server;

    @BeforeAll
    static void makeIdentities() throws Exception {
        bao = TlsIdentity.make(dir, "bao", "san=dns:bao.example,dns:bao");
        other = TlsIdentity.make(dir, "other", "san=dns:other.example,ip:127.0.0.1");
    }

    @BeforeEach
    void start() throws Exception {
        start(bao);
    }

    private void start(TlsIdentity identity) throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                var ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setUseCipherSuitesOrder(false);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", exchange -> {
            var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            seen.add(session.getProtocol() + " " + session.getRequestedServerNames());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void serverName_isVerifiedAndSentInsteadOfTheAddress() throws Exception {
        var tls = TrustedHttp.trusting(bao.pem(), Optional.of(new ServerName("bao.example")), List.of());

        assertThat(status(tls.client())).isEqualTo(204);
        assertThat(seen)
                .singleElement()
                .satisfies(
                        handshake -> assertThat(handshake).startsWith("TLSv1.3").contains("bao.example"));
    }

    /** As in a cluster's own network: JSSE by itself sends only names with a dot. */
    @Test
    void serverNameWithoutADot_isSentToo() throws Exception {
        var tls = TrustedHttp.trusting(bao.pem(), Optional.of(new ServerName("bao")), List.of());

        assertThat(status(tls.client())).isEqualTo(204);
        assertThat(seen)
                .singleElement()
                .satisfies(handshake -> assertThat(handshake).contains("value=bao"));
    }

    @Test
    void certificateForAnotherName_isRefused() {
        var tls = TrustedHttp.trusting(bao.pem(), Optional.of(new ServerName("other.example")), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
        assertThat(seen).isEmpty();
    }

    @Test
    void withoutServerName_theAddressMustBeInTheCertificate() {
        var tls = TrustedHttp.trusting(bao.pem(), Optional.empty(), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
    }

    @Test
    void weakKey_isRefused_thoughItsAuthorityIsTrusted() throws Exception {
        TlsIdentity weak = TlsIdentity.make(dir, "weak", "san=dns:bao.example", "-keyalg RSA", "-keysize 1024");
        TlsIdentity strong = TlsIdentity.make(dir, "strong", "san=dns:bao.example", "-keyalg RSA", "-keysize 2048");

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> statusOf(weak));
        assertThat(statusOf(strong)).isEqualTo(204);
    }

    private int statusOf(TlsIdentity identity) throws Exception {
        server.stop(0);
        start(identity);
        var tls = TrustedHttp.trusting(identity.pem(), Optional.of(new ServerName("bao.example")), List.of());
        return status(tls.client());
    }

    @Test
    void unknownAuthority_isRefused() {
        var tls = TrustedHttp.trusting(other.pem(), Optional.of(new ServerName("bao.example")), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
    }

    @Test
    void replacedTrust_countsForTheNextConnectionOfTheSameClient() throws Exception {
        var tls = TrustedHttp.trusting(other.pem(), Optional.of(new ServerName("bao.example")), List.of());
        OkHttpClient client = tls.client();

        tls.trust(bao.pem());
        assertThat(status(client)).isEqualTo(204);

        tls.trust(other.pem());
        client.connectionPool().evictAll();
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(client));
    }

    @Test
    void bundleOfTwo_trustsBoth() throws Exception {
        byte[] both = (other.certificate() + bao.certificate()).getBytes(UTF_8);

        assertThat(status(TrustedHttp.trusting(both, Optional.of(new ServerName("bao.example")), List.of())
                        .client()))
                .isEqualTo(204);
    }

    @Test
    void unreadableBundle_isRefusedAndChangesNothing() throws Exception {
        var tls = TrustedHttp.trusting(bao.pem(), Optional.of(new ServerName("bao.example")), List.of());

        assertThatIllegalArgumentException().isThrownBy(() -> tls.trust("no certificate".getBytes(UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> tls.trust(new byte[0]));
        assertThat(status(tls.client())).isEqualTo(204);
    }

    @Test
    void everyClient_isLockedDown() {
        for (TrustedHttp http : List.of(
                TrustedHttp.trusting(bao.pem(), Optional.empty(), List.of()), TrustedHttp.trustingThePlatform())) {
            OkHttpClient client = http.client();

            assertThat(client.followRedirects()).isFalse();
            assertThat(client.followSslRedirects()).isFalse();
            assertThat(client.retryOnConnectionFailure()).isFalse();
            assertThat(client.proxy()).isEqualTo(Proxy.NO_PROXY);
            assertThat(client.connectionSpecs()).containsExactly(TrustedHttp.TLS);
            assertThat(List.of(
                            client.connectTimeoutMillis(),
                            client.readTimeoutMillis(),
                            client.writeTimeoutMillis(),
                            client.callTimeoutMillis()))
                    .containsOnly(0);
        }
    }

    @Test
    void suites_areTheClientsOwn_withChaCha20First() {
        List<CipherSuite> suites = Objects.requireNonNull(TrustedHttp.TLS.cipherSuites());

        assertThat(suites).containsExactlyInAnyOrderElementsOf(ConnectionSpec.MODERN_TLS.cipherSuites());
        assertThat(suites).first().isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        assertThat(TrustedHttp.TLS.tlsVersions()).isEqualTo(ConnectionSpec.MODERN_TLS.tlsVersions());
    }

    /** As Go's TLS does, and so OpenBao's: the first of the client's suites that the server has, too. */
    @Test
    void serverThatGoesByTheClientsOrder_takesChaCha20() throws Exception {
        OkHttpClient client = TrustedHttp.trusting(bao.pem(), Optional.of(new ServerName("bao.example")), List.of())
                .client();
        var request = new Request.Builder()
                .url("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                .build();

        try (Response response = client.newCall(request).execute()) {
            assertThat(Objects.requireNonNull(response.handshake()).cipherSuite())
                    .isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        }
    }

    private int status(OkHttpClient client) throws IOException {
        var request = new Request.Builder()
                .url("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }
}
