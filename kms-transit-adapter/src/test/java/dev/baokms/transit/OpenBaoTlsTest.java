package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBaoTlsTest {
    @TempDir
    private static Path dir;

    private static Identity bao;
    private static Identity other;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpsServer server;

    /** A self-signed certificate, which is its own authority. */
    record Identity(Path store, String certificate) {
        byte[] pem() {
            return certificate.getBytes(UTF_8);
        }
    }

    @BeforeAll
    static void makeIdentities() throws Exception {
        bao = identity("bao", "dns:bao.example");
        other = identity("other", "dns:other.example,ip:127.0.0.1");
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(bao)));
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
        var tls = new OpenBaoTls(bao.pem(), Optional.of("bao.example"), List.of());

        assertThat(status(tls.client())).isEqualTo(204);
        assertThat(seen)
                .singleElement()
                .satisfies(
                        handshake -> assertThat(handshake).startsWith("TLSv1.3").contains("bao.example"));
    }

    @Test
    void certificateForAnotherName_isRefused() {
        var tls = new OpenBaoTls(bao.pem(), Optional.of("other.example"), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
        assertThat(seen).isEmpty();
    }

    @Test
    void withoutServerName_theAddressMustBeInTheCertificate() {
        var tls = new OpenBaoTls(bao.pem(), Optional.empty(), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
    }

    @Test
    void unknownAuthority_isRefused() {
        var tls = new OpenBaoTls(other.pem(), Optional.of("bao.example"), List.of());

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> status(tls.client()));
    }

    @Test
    void replacedTrust_countsForTheNextConnectionOfTheSameClient() throws Exception {
        var tls = new OpenBaoTls(other.pem(), Optional.of("bao.example"), List.of());
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

        assertThat(status(new OpenBaoTls(both, Optional.of("bao.example"), List.of()).client()))
                .isEqualTo(204);
    }

    @Test
    void unreadableBundle_isRefusedAndChangesNothing() throws Exception {
        var tls = new OpenBaoTls(bao.pem(), Optional.of("bao.example"), List.of());

        assertThatIllegalArgumentException().isThrownBy(() -> tls.trust("no certificate".getBytes(UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> tls.trust(new byte[0]));
        assertThat(status(tls.client())).isEqualTo(204);
    }

    private int status(OkHttpClient client) throws IOException {
        var request = new Request.Builder()
                .url("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }

    private static SSLContext context(Identity identity) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(identity.store())) {
            store.load(in, "changeit".toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Identity identity(String name, String alternativeNames) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Path pem = dir.resolve(name + ".pem");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + alternativeNames,
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                pem.toString());
        return new Identity(store, Files.readString(pem));
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
