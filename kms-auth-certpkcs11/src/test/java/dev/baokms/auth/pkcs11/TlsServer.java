package dev.baokms.auth.pkcs11;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A server on the loopback that asks for a client certificate and, once, for a handshake. */
final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket listener;

    TlsServer(String protocol) throws GeneralSecurityException, IOException {
        KeyPair key = TestKeys.ec("secp256r1", "server");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key.getPrivate(), PASSWORD, new Certificate[] {
            TestCertificate.of(key).forPurposes().made()
        });
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Everyone()}, null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setWantClientAuth(true);
        listener.setEnabledProtocols(new String[] {protocol});
    }

    /**
     * Connects with what the key manager shows.
     *
     * @return the certificate that the server saw, after it verified the client's signature
     */
    X509Certificate seen(KeyManager client) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {client}, new TrustManager[] {new Everyone()}, null);
        var seen = new FutureTask<>(() -> {
            try (var accepted = (SSLSocket) listener.accept()) {
                accepted.startHandshake();
                accepted.getOutputStream().write(1);
                return (X509Certificate) accepted.getSession().getPeerCertificates()[0];
            }
        });
        Thread.ofVirtual().start(seen);
        try (Socket socket =
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            // In TLS 1.3 the client is done before the server has looked at its certificate.
            if (socket.getInputStream().read() != 1) {
                throw new IOException("the server ended the connection");
            }
        }
        return seen.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** Certificates of tests have years to themselves, and who issued them is not the question. */
    private static final class Everyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Trusted.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Trusted.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Trusted.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Trusted.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Trusted.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Trusted.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
