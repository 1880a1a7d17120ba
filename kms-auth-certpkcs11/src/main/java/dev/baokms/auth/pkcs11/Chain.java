package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate and those that lead from it towards its root, own first. */
final class Chain {
    private static final int MAX_LENGTH = 10;

    private Chain() {}

    static List<X509Certificate> ofPem(byte[] pem) throws TokenTrouble {
        List<X509Certificate> chain = read(pem);
        if (chain.isEmpty()) {
            throw new TokenTrouble(Problem.CERTIFICATE_MISSING);
        }
        return chain;
    }

    /** @param objects DER of what a token holds, own first and the rest in any order */
    static List<X509Certificate> ofToken(List<byte[]> objects) throws TokenTrouble {
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] der : objects) {
            all.addAll(read(der));
        }
        if (all.isEmpty()) {
            throw new TokenTrouble(Problem.CERTIFICATE_MISSING);
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

    private static List<X509Certificate> read(byte[] encoded) throws TokenTrouble {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(encoded))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new TokenTrouble(Problem.CERTIFICATE_MISSING, e);
        }
    }
}
