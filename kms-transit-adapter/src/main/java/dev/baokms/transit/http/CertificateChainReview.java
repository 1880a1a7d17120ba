package dev.baokms.transit.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.internal.tls.OkHostnameVerifier;

/** Says in a sentence for people which certificate of a chain breaks which rule. */
final class CertificateChainReview {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;

    private final List<X509Certificate> chain;
    private final Instant now;

    CertificateChainReview(List<X509Certificate> chain, Instant now) {
        this.chain = chain;
        this.now = now;
    }

    /** The first rule that explains why the chain was refused. */
    String whyNotTrusted() {
        return dateProblem().or(this::purposeProblem).or(this::strengthProblem).orElseGet(this::otherAuthority);
    }

    private Optional<String> dateProblem() {
        for (int i = 0; i < chain.size(); i++) {
            Instant begin = chain.get(i).getNotBefore().toInstant();
            Instant end = chain.get(i).getNotAfter().toInstant();
            if (now.isAfter(end)) {
                return Optional.of(nameOf(i) + " expired at " + end + "; renew it");
            }
            if (now.isBefore(begin)) {
                return Optional.of(nameOf(i) + " is not valid before " + begin + "; compare the clocks");
            }
        }
        return Optional.empty();
    }

    private Optional<String> purposeProblem() {
        X509Certificate own = chain.getFirst();
        try {
            List<String> purposes = own.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
                return Optional.of(nameOf(0)
                        + " is not for TLS servers: its extended key usage lacks serverAuth; issue it with serverAuth");
            }
        } catch (CertificateParsingException e) {
            return Optional.of(nameOf(0) + " has an extended key usage that cannot be read; issue it again");
        }
        boolean[] usage = own.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[KEY_ENCIPHERMENT]) {
            return Optional.of(nameOf(0)
                    + " may not be used for handshakes: its key usage lacks digitalSignature; issue it with"
                    + " digitalSignature");
        }
        return Optional.empty();
    }

    private Optional<String> strengthProblem() {
        for (int i = 0; i < chain.size(); i++) {
            if (StrongKeys.isWeak(chain.get(i)) && chain.get(i).getPublicKey() instanceof RSAPublicKey rsa) {
                return Optional.of(nameOf(i) + " has an RSA key of "
                        + rsa.getModulus().bitLength() + " bits; issue it with " + StrongKeys.MIN_RSA_BITS
                        + " or more");
            }
        }
        return Optional.empty();
    }

    private String otherAuthority() {
        X509Certificate last = chain.getLast();
        String issuer = last.getIssuerX500Principal().getName();
        return nameOf(chain.size() - 1) + " is issued by " + (issuer.isEmpty() ? "an empty name" : "\"" + issuer + "\"")
                + ", which the CA bundle does not vouch for; put the authority that issued it into the bundle, or let"
                + " the server send the certificates in between";
    }

    /** Why the server's own certificate is not for this name, if so; for a trusted chain. */
    Optional<String> nameProblem(String name) {
        X509Certificate own = chain.getFirst();
        if (OkHostnameVerifier.INSTANCE.verify(name, own)) {
            return Optional.empty();
        }
        List<String> names = names(own);
        return Optional.of(
                names.isEmpty()
                        ? nameOf(0) + " carries no names, and a common name does not count; issue it with " + name
                                + " as a subject alternative name"
                        : nameOf(0) + " is for " + String.join(", ", names) + " and not for " + name
                                + "; correct the server name, or issue it for that name");
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.toList());
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private String nameOf(int position) {
        String subject = chain.get(position).getSubjectX500Principal().getName();
        return "certificate " + (position + 1) + " of " + chain.size()
                + (subject.isEmpty() ? " (with an empty subject)" : " (\"" + subject + "\")");
    }
}
