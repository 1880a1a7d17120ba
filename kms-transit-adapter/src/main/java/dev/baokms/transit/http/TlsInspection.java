package dev.baokms.transit.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Inspects the TLS of one address, for people. It completes the handshake with any certificate, then judges the chain
 * itself and says which certificate breaks which rule. It sends nothing over the connection.
 */
public sealed interface TlsInspection {
    /** @param until the earliest expiry in the chain */
    record Trusted(Instant until) implements TlsInspection {}

    /** @param problem which certificate breaks which rule, and what to do */
    record NotTrusted(String problem) implements TlsInspection {}

    /** Something answered in time, but not with TLS 1.2 or later. */
    record NoTls() implements TlsInspection {}

    /** Nothing answered in time. */
    record Silent() implements TlsInspection {}

    /**
     * Looks once.
     *
     * @param trusted the trust of real connections
     * @param now compared with the dates of certificates
     */
    static TlsInspection of(ServerAddress address, TrustedHttp trusted, Duration timeout, Instant now) {
        var seen = new AtomicReference<Shown>();
        String name =
                trusted.serverName().map(ServerName::value).orElse(address.url().host());
        int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        try (var plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(address.url().host(), address.url().port()), millis);
            plain.setSoTimeout(millis);
            SSLSocketFactory factory = recording(seen).getSocketFactory();
            try (SSLSocket socket =
                    TlsSockets.around(plain, factory, name, address.url().port())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                socket.startHandshake();
                return judged(seen.get(), trusted, name, now);
            }
        } catch (SSLException e) {
            // The chain arrives before later errors of the handshake, such as a missing client certificate.
            return seen.get() == null ? new NoTls() : judged(seen.get(), trusted, name, now);
        } catch (SocketTimeoutException e) {
            return seen.get() == null ? new Silent() : judged(seen.get(), trusted, name, now);
        } catch (IOException e) {
            return new Silent();
        }
    }

    /**
     * What the server showed.
     *
     * @param chain its own certificate first
     * @param keyExchange as JSSE names it; it decides which key usage is needed
     */
    record Shown(List<X509Certificate> chain, String keyExchange) {
        public Shown {
            chain = List.copyOf(chain);
        }
    }

    private static TlsInspection judged(Shown shown, TrustedHttp trusted, String name, Instant now) {
        var chain = new CertificateChainReview(shown.chain(), now);
        try {
            trusted.trustManager()
                    .checkServerTrusted(shown.chain().toArray(X509Certificate[]::new), shown.keyExchange());
        } catch (CertificateException e) {
            return new NotTrusted(chain.whyNotTrusted());
        }
        return chain.nameProblem(name)
                .<TlsInspection>map(NotTrusted::new)
                .orElseGet(
                        () -> new Trusted(shown.chain().getFirst().getNotAfter().toInstant()));
    }

    private static SSLContext recording(AtomicReference<Shown> seen) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Recorder(seen)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Accepts every chain, because nothing is sent. */
    record Recorder(AtomicReference<Shown> seen) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange) {
            seen.set(new Shown(List.of(chain), keyExchange));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange) {
            throw new UnsupportedOperationException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
