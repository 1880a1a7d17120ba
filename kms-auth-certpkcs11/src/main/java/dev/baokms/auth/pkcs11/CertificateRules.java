package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What OpenBao would refuse a client certificate for, found before it is asked. */
final class CertificateRules {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;

    private CertificateRules() {}

    static Optional<Problem> broken(X509Certificate certificate, Instant now, Duration leeway) {
        if (now.plus(leeway).isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of(Problem.CERTIFICATE_NOT_YET_VALID);
        }
        if (now.minus(leeway).isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of(Problem.CERTIFICATE_EXPIRED);
        }
        if (!forClients(certificate)) {
            return Optional.of(Problem.CERTIFICATE_NOT_FOR_CLIENTS);
        }
        return weak(certificate) ? Optional.of(Problem.CERTIFICATE_WEAK) : Optional.empty();
    }

    /** OpenBao wants the usage spelt out or no list of usages at all; a key that may not sign cannot log in either. */
    private static boolean forClients(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            boolean[] bits = certificate.getKeyUsage();
            return (usages == null || usages.contains(CLIENT_AUTH) || usages.contains(ANY_USAGE))
                    && (bits == null || bits[0]);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean weak(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean brokenHash = algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
        return brokenHash
                || switch (certificate.getPublicKey()) {
                    case RSAPublicKey rsa -> rsa.getModulus().bitLength() < LEAST_RSA_BITS;
                    case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < LEAST_EC_BITS;
                    default -> true;
                };
    }
}
