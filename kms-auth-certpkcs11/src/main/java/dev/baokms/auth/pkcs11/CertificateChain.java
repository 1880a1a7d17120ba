package dev.baokms.auth.pkcs11;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a client certificate and the certificates of its issuers, own first, as TLS sends them. */
final class CertificateChain {
    private static final int MAX_LENGTH = 10;

    private CertificateChain() {}

    static List<X509Certificate> ofPem(byte[] pem) throws Pkcs11LoginException {
        List<X509Certificate> chain = decoded(pem);
        if (chain.isEmpty()) {
            throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_MISSING);
        }
        return chain;
    }

    /** @param objects DER of the token's certificates, own first, the rest in any order */
    static List<X509Certificate> ofToken(List<byte[]> objects) throws Pkcs11LoginException {
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] der : objects) {
            all.addAll(decoded(der));
        }
        if (all.isEmpty()) {
            throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_MISSING);
        }
        List<X509Certificate> chain = new ArrayList<>(List.of(all.getFirst()));
        while (chain.size() < MAX_LENGTH) {
            X509Certificate last = chain.getLast();
            Optional<X509Certificate> issuer = all.stream()
                    .filter(candidate -> !chain.contains(candidate))
                    .filter(candidate -> candidate.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            chain.add(issuer.get());
        }
        return List.copyOf(chain);
    }

    private static List<X509Certificate> decoded(byte[] encoded) throws Pkcs11LoginException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(encoded))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_MISSING, e);
        }
    }
}
