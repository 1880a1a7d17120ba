package dev.baokms.auth.pkcs11;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules by which OpenBao refuses a client certificate, checked before OpenBao is asked. */
final class CertificateRules {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_EC_BITS = 256;

    private CertificateRules() {}

    /** @param leeway clock difference that is forgiven at both ends of the certificate's life */
    static Optional<Pkcs11Problem> broken(X509Certificate certificate, Instant now, Duration leeway) {
        if (now.plus(leeway).isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of(Pkcs11Problem.CERTIFICATE_NOT_YET_VALID);
        }
        if (now.minus(leeway).isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of(Pkcs11Problem.CERTIFICATE_EXPIRED);
        }
        if (!isForClients(certificate)) {
            return Optional.of(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS);
        }
        return isWeak(certificate) ? Optional.of(Pkcs11Problem.CERTIFICATE_WEAK) : Optional.empty();
    }

    /**
     * OpenBao accepts a certificate with clientAuth or without extended usages; a key that may not sign cannot log in.
     */
    private static boolean isForClients(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            boolean[] usages = certificate.getKeyUsage();
            return (purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE))
                    && (usages == null || usages[DIGITAL_SIGNATURE]);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isWeak(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean brokenHash = algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
        return brokenHash
                || switch (certificate.getPublicKey()) {
                    case RSAPublicKey rsa -> rsa.getModulus().bitLength() < MIN_RSA_BITS;
                    case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < MIN_EC_BITS;
                    default -> true;
                };
    }
}
