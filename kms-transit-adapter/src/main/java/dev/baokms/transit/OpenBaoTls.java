package dev.baokms.transit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/**
 * Whom we trust and who we are on connections to OpenBao: TLS 1.2 or later, only the configured certificate authorities.
 *
 * <p>Trust can be replaced while clients are in use: each new connection is made with what is trusted then.
 */
public final class OpenBaoTls {
    // OpenBao closes idle connections after 5 min: ours must go first, or a request meets a closing one.
    private static final Duration IDLE = Duration.ofMinutes(4);
    private static final int IDLE_CONNECTIONS = 8;
    // Finds a peer that vanished without a word; HTTP/1.1 has no such means and is dropped at its first timeout.
    private static final Duration PING = Duration.ofSeconds(10);

    private final KeyManager[] identity;
    private final Optional<String> serverName;
    private final ChangingSockets sockets;
    private final X509TrustManager firstTrust;

    /**
     * @param caBundlePem one or more CA certificates in PEM
     * @param serverName the name a certificate must be for, and that is sent as SNI, instead of the address's host
     * @param identity key managers with a client certificate, or none; asked anew for each connection
     * @throws IllegalArgumentException if the bundle holds no certificate, or one that cannot be read
     */
    public OpenBaoTls(byte[] caBundlePem, Optional<String> serverName, List<KeyManager> identity) {
        this.identity = identity.toArray(KeyManager[]::new);
        this.serverName = serverName;
        this.firstTrust = trustIn(caBundlePem);
        this.sockets = new ChangingSockets(factories(firstTrust), serverName);
    }

    /**
     * Replaces what is trusted. A new context comes with an empty session cache, so no old session is resumed past the new
     * trust; connections that are open stay so until they idle out.
     *
     * @throws IllegalArgumentException if the bundle holds no certificate, or one that cannot be read; then nothing changes
     */
    public void trust(byte[] caBundlePem) {
        sockets.use(factories(trustIn(caBundlePem)));
    }

    /** A client with a connection pool of its own, for HTTP/2 and HTTP/1.1. */
    public OkHttpClient client() {
        OkHttpClient client = new OkHttpClient.Builder()
                // OkHttp uses the trust manager only to tidy chains for pinning, which we do not use: the first one
                // will do.
                .sslSocketFactory(sockets, firstTrust)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE.toMillis(), TimeUnit.MILLISECONDS))
                .pingInterval(PING)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
        // Asked of this client: a plain new one would read all authorities of the system, which are not trusted here.
        HostnameVerifier standard = client.hostnameVerifier();
        return serverName
                .map(name -> client.newBuilder()
                        .hostnameVerifier((host, session) -> standard.verify(name, session))
                        .build())
                .orElse(client);
    }

    /**
     * One for all connections, or with an identity one for each: a resumed session shows the certificate of the handshake it
     * began with, which may have been replaced since.
     */
    private Supplier<SSLSocketFactory> factories(X509TrustManager trust) {
        if (identity.length > 0) {
            return () -> context(trust).getSocketFactory();
        }
        SSLSocketFactory one = context(trust).getSocketFactory();
        return () -> one;
    }

    private SSLContext context(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.length == 0 ? null : identity, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static X509TrustManager trustIn(byte[] pem) {
        try {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (authorities.isEmpty()) {
                throw new IllegalArgumentException("the CA bundle holds no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate authority : authorities) {
                store.setCertificateEntry("ca-" + count++, authority);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new IllegalStateException("the platform makes no X.509 trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the CA bundle cannot be read as PEM certificates", e);
        }
    }
}
