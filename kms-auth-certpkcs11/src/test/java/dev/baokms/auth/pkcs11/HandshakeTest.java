package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"RSA:2048,TLSv1.3", "RSA:2048,TLSv1.2", "EC:P-256,TLSv1.3", "EC:P-384,TLSv1.2"})
    void server_seesTheCertificateOfTheTokensKey(String type, String protocol) throws Exception {
        var hsm = new SoftHsm(dir);
        hsm.key("kms", "01", type);
        Path certificate = hsm.certificate("kms", "clientAuth");
        hsm.run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                "ca.pem",
                "-inkey",
                "ca.key",
                "-out",
                "server.p12",
                "-passout",
                "pass:changeit");
        KeyStore own = KeyStore.getInstance(dir.resolve("server.p12").toFile(), PASSWORD);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                java.security.cert.CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(dir.resolve("ca.pem")))));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLContext client = SSLContext.getInstance("TLS");
        try (var source = new CertificateSource(hsm.settings("kms", Optional.of(certificate)), InstantSource.system());
                var listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            listener.setNeedClientAuth(true);
            listener.setEnabledProtocols(new String[] {protocol});
            client.init(new KeyManager[] {source.keyManager()}, trust.getTrustManagers(), null);
            assertThat(source.obtain(Budget.starting(System::nanoTime, Duration.ofSeconds(20))))
                    .isInstanceOf(Outcome.Ok.class);
            var seen = new FutureTask<>(() -> {
                try (var accepted = (SSLSocket) listener.accept()) {
                    accepted.startHandshake();
                    var peer = (X509Certificate) accepted.getSession().getPeerCertificates()[0];
                    accepted.getOutputStream().write(1);
                    return peer.getNotAfter().toInstant();
                }
            });
            Thread.ofVirtual().start(seen);
            try (var socket = client.getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                assertThat(socket.getInputStream().read()).isEqualTo(1);
            }
            assertThat(Optional.of(seen.get())).isEqualTo(source.certificateExpiry());
        }
    }
}
