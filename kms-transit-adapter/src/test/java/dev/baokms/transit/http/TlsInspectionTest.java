package dev.baokms.transit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told about the certificate of a server, whatever it is. */
class TlsInspectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // After the beginning of certificates that are made while a test runs.
    private final Instant now = Instant.now().plus(Duration.ofHours(1));

    @TempDir
    private static Path dir;

    private static TlsIdentity bao;

    @BeforeAll
    static void makeIdentity() throws Exception {
        bao = TlsIdentity.make(dir, "bao", "san=dns:bao.example");
    }

    @Test
    void trustedServer_isTrustedUntilItsCertificateEnds() throws Exception {
        assertThat(look(bao, bao, "bao.example", now))
                .isInstanceOfSatisfying(
                        TlsInspection.Trusted.class,
                        trusted -> assertThat(trusted.until()).isAfter(now));
    }

    @Test
    void otherAuthority_isNamedByTheCertificate() throws Exception {
        TlsIdentity other = TlsIdentity.make(dir, "other", "san=dns:bao.example");

        assertThat(problem(look(bao, other, "bao.example", now)))
                .contains("certificate 1 of 1 (\"CN=bao\")", "is issued by \"CN=bao\"", "CA bundle");
    }

    @Test
    void wrongName_isToldWithTheNamesItHas() throws Exception {
        assertThat(problem(look(bao, bao, "vault.example", now)))
                .contains("is for bao.example and not for vault.example");
    }

    @Test
    void certificateWithoutNames_isToldThatACommonNameDoesNotCount() throws Exception {
        TlsIdentity nameless = TlsIdentity.make(dir, "nameless");

        assertThat(problem(look(nameless, nameless, "nameless", now))).contains("a common name does not count");
    }

    @Test
    void expiredCertificate_isToldWithItsEnd() throws Exception {
        TlsIdentity expired =
                TlsIdentity.make(dir, "expired", "san=dns:bao.example", "-startdate -30d", "-validity 10");
        TlsIdentity other = TlsIdentity.make(dir, "elsewhere", "san=dns:bao.example");

        assertThat(problem(look(expired, other, "bao.example", now)))
                .contains("\"CN=expired\"", "expired at", "renew it");
    }

    @Test
    void certificateOfTheFuture_pointsAtTheClock() throws Exception {
        TlsIdentity early = TlsIdentity.make(dir, "early", "san=dns:bao.example", "-startdate +5d");
        TlsIdentity other = TlsIdentity.make(dir, "another", "san=dns:bao.example");

        assertThat(problem(look(early, other, "bao.example", now)))
                .contains("is not valid before", "compare the clocks");
    }

    @Test
    void certificateForClients_isToldWhichPurposeItLacks() throws Exception {
        TlsIdentity client = TlsIdentity.make(dir, "client", "san=dns:bao.example", "eku=clientAuth");

        assertThat(problem(look(client, bao, "bao.example", now))).contains("lacks serverAuth");
    }

    @Test
    void weakKey_isToldWithItsBits() throws Exception {
        TlsIdentity weak = TlsIdentity.make(dir, "weak", "san=dns:bao.example", "-keyalg RSA", "-keysize 1024");

        assertThat(problem(look(weak, bao, "bao.example", now))).contains("RSA key of 1024 bits");
    }

    @Test
    void plainServer_speaksNoTls() throws Exception {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> {
                try (var peer = plain.accept()) {
                    peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(look(plain.getLocalPort(), bao, "bao.example", now)).isInstanceOf(TlsInspection.NoTls.class);
            answering.join();
        }
    }

    @Test
    void silentServer_isSilent() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(TlsInspection.of(
                            address(silent.getLocalPort()), trusting(bao, "bao.example"), Duration.ofMillis(50), now))
                    .isInstanceOf(TlsInspection.Silent.class);
        }
    }

    private static String problem(TlsInspection seen) {
        assertThat(seen).isInstanceOf(TlsInspection.NotTrusted.class);
        return ((TlsInspection.NotTrusted) seen).problem();
    }

    private static TlsInspection look(TlsIdentity shown, TlsIdentity trusted, String name, Instant now)
            throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown.context()));
        server.start();
        try {
            return look(server.getAddress().getPort(), trusted, name, now);
        } finally {
            server.stop(0);
        }
    }

    private static TlsInspection look(int port, TlsIdentity trusted, String name, Instant now) {
        return TlsInspection.of(address(port), trusting(trusted, name), PATIENCE, now);
    }

    private static TrustedHttp trusting(TlsIdentity trusted, String name) {
        return TrustedHttp.trusting(trusted.pem(), Optional.of(new ServerName(name)), List.of());
    }

    private static ServerAddress address(int port) {
        return ServerAddress.parse("https://127.0.0.1:" + port);
    }
}
