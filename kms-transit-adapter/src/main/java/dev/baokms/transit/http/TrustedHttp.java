package dev.baokms.transit.http;

import java.io.IOException;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.CipherSuite;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients that are safe to send a secret with: TLS 1.2 or later, only the given certificate authorities, no weak
 * key, no proxy, no redirect, no automatic retry. This is the only place with these rules, for OpenBao and for any
 * other server that gets credentials.
 *
 * <p>Trust can be replaced while clients are in use: each new connection uses the current trust.
 */
public final class TrustedHttp {
    // Servers close idle connections after about 5 min: the client must close first, or a request meets a closing
    // connection.
    private static final Duration IDLE = Duration.ofMinutes(4);
    private static final int IDLE_CONNECTIONS = 8;
    // Detects a peer that vanished silently; HTTP/1.1 cannot, so its connection is dropped at the first timeout.
    private static final Duration PING = Duration.ofSeconds(10);

    /**
     * OkHttp's choice in another order: ChaCha20 before AES, an order that servers such as OpenBao follow. The daemon's
     * compiler does not use the processor's AES instructions, and without them ChaCha20 saves a tenth of the processor
     * time of a Decrypt.
     */
    static final ConnectionSpec TLS = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .cipherSuites(chaCha20First())
            .build();

    private final KeyManager[] clientKeys;
    private final Optional<ServerName> serverName;
    private final X509TrustManager firstTrust;
    private final ReloadableSslSocketFactory sockets;

    private TrustedHttp(X509TrustManager trust, Optional<ServerName> serverName, List<KeyManager> clientKeys) {
        this.clientKeys = clientKeys.toArray(KeyManager[]::new);
        this.serverName = serverName;
        this.firstTrust = trust;
        this.sockets = new ReloadableSslSocketFactory(factories(trust), serverName);
    }

    /**
     * Trusts only these authorities.
     *
     * @param caBundlePem one or more CA certificates in PEM
     * @param serverName the name that a certificate must be for, and the SNI, instead of the address's host
     * @param clientKeys key managers with a client certificate, or none; asked again for each connection
     * @throws IllegalArgumentException if the bundle holds no certificate, or one that cannot be read
     */
    public static TrustedHttp trusting(
            byte[] caBundlePem, Optional<ServerName> serverName, List<KeyManager> clientKeys) {
        return new TrustedHttp(bundled(caBundlePem), serverName, clientKeys);
    }

    /** Trusts the authorities of the platform, for servers with a public certificate. */
    public static TrustedHttp trustingThePlatform() {
        return new TrustedHttp(trustManager(null), Optional.empty(), List.of());
    }

    /**
     * Replaces what is trusted. A new context has an empty session cache, so no old session is resumed under the new
     * trust; open connections stay until they are idle for too long.
     *
     * @throws IllegalArgumentException if the bundle holds no certificate, or one that cannot be read; then nothing changes
     */
    public void trust(byte[] caBundlePem) {
        sockets.use(factories(bundled(caBundlePem)));
    }

    X509TrustManager trustManager() {
        return firstTrust;
    }

    Optional<ServerName> serverName() {
        return serverName;
    }

    /** A client with its own connection pool and without a time limit: callers set one for each call. */
    public OkHttpClient client() {
        OkHttpClient client = new OkHttpClient.Builder()
                // OkHttp uses the trust manager only to clean chains for pinning, which is off, so the first one is
                // enough.
                .sslSocketFactory(sockets, firstTrust)
                .connectionSpecs(List.of(TLS))
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE.toMillis(), TimeUnit.MILLISECONDS))
                .pingInterval(PING)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        // Taken from this client: a plain new one would read all authorities of the system, which are not trusted here.
        HostnameVerifier standard = client.hostnameVerifier();
        return serverName
                .map(name -> client.newBuilder()
                        .hostnameVerifier((host, session) -> standard.verify(name.value(), session))
                        .build())
                .orElse(client);
    }

    /**
     * One factory for all connections, but with client keys one for each: a resumed session presents the certificate of
     * its first handshake, which may have been replaced since.
     */
    private Supplier<SSLSocketFactory> factories(X509TrustManager trust) {
        if (clientKeys.length > 0) {
            return () -> context(trust).getSocketFactory();
        }
        SSLSocketFactory one = context(trust).getSocketFactory();
        return () -> one;
    }

    private SSLContext context(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(clientKeys.length == 0 ? null : clientKeys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static CipherSuite[] chaCha20First() {
        return Objects.requireNonNull(ConnectionSpec.MODERN_TLS.cipherSuites(), "a TLS specification has ciphers")
                .stream()
                .sorted(Comparator.comparing(
                        cipher -> !cipher.javaName().contains("CHACHA20"))) // false comes first, equals stay in order
                .toArray(CipherSuite[]::new);
    }

    private static X509TrustManager bundled(byte[] pem) {
        List<X509Certificate> authorities = PemBundle.certificates(pem);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            return trustManager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has a key store in memory", e);
        }
    }

    /** @param store the authorities, or null for the platform's */
    private static X509TrustManager trustManager(@Nullable KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager x509) {
                    return new StrongKeys(x509);
                }
            }
            throw new IllegalStateException("the platform makes no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform trusts X.509 certificates", e);
        }
    }
}
