package dev.baokms.transit.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what another trust manager trusts, unless a key in the chain is too weak: the JDK accepts RSA keys of 1024
 * bits.
 */
final class StrongKeys extends X509ExtendedTrustManager {
    static final int MIN_RSA_BITS = 2048;

    private final X509ExtendedTrustManager other;

    StrongKeys(X509ExtendedTrustManager other) {
        this.other = other;
    }

    static boolean isWeak(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < MIN_RSA_BITS;
    }

    private static void refuseWeak(X509Certificate[] chain) throws CertificateException {
        for (X509Certificate certificate : chain) {
            if (isWeak(certificate)) {
                throw new CertificateException("an RSA key has fewer than " + MIN_RSA_BITS + " bits");
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
        other.checkServerTrusted(chain, keyExchange);
        refuseWeak(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
            throws CertificateException {
        other.checkServerTrusted(chain, keyExchange, socket);
        refuseWeak(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
            throws CertificateException {
        other.checkServerTrusted(chain, keyExchange, engine);
        refuseWeak(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange) {
        throw new UnsupportedOperationException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket) {
        throw new UnsupportedOperationException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine) {
        throw new UnsupportedOperationException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return other.getAcceptedIssuers();
    }
}
