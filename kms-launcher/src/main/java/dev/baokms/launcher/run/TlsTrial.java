package dev.baokms.launcher.run;

import dev.baokms.launcher.config.Settings;
import dev.baokms.transit.OpenBaoTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Handshake;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A handshake with one address of OpenBao, trusting whom the daemon would trust. Sends no token. */
public sealed interface TlsTrial {
    /** @param until when the first certificate of the server's chain ends */
    record Trusted(Instant until) implements TlsTrial {}

    /** Somebody answered who cannot prove to be OpenBao, or nobody with TLS did. */
    record NotTrusted() implements TlsTrial {}

    /** Nobody answered in time. */
    record Silent() implements TlsTrial {}

    /**
     * Tries the address.
     *
     * @throws IOException when there is no usable CA bundle to trust, in words for an operator
     */
    static TlsTrial of(URI address, Settings.OpenBao openBao) throws IOException {
        OkHttpClient http = client(openBao);
        // Health is open to everybody, also on a sealed node and on a standby; any answer at all proves the handshake.
        var health = new Request.Builder()
                .url(address.toString().replaceAll("/$", "") + "/v1/sys/health")
                .build();
        try (Response answer = http.newCall(health).execute()) {
            return Optional.ofNullable(answer.handshake())
                    .map(TlsTrial::ends)
                    .<TlsTrial>map(Trusted::new)
                    .orElseGet(NotTrusted::new);
        } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
            return new NotTrusted();
        } catch (IOException e) {
            return new Silent();
        } finally {
            http.connectionPool().evictAll();
        }
    }

    private static Instant ends(Handshake handshake) {
        return handshake.peerCertificates().stream()
                .map(X509Certificate.class::cast)
                .map(certificate -> certificate.getNotAfter().toInstant())
                .findFirst()
                .orElseThrow();
    }

    private static OkHttpClient client(Settings.OpenBao openBao) throws IOException {
        Path bundle = openBao.caCertFile().orElseThrow(() -> new IllegalArgumentException("need a CA bundle to trust"));
        Duration timeout = openBao.timeout();
        try {
            return new OpenBaoTls(TrustedCa.read(TrustedCa.Use.OPENBAO, bundle), openBao.tlsServerName(), List.of())
                    .client()
                    .newBuilder()
                    .callTimeout(timeout)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException(bundle + ": " + e.getMessage() + "; put PEM certificates there", e);
        }
    }
}
