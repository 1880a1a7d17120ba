package dev.baokms.testkit.emulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which client certificates may log in, and what they get.
 *
 * @param trusted a leaf, or an authority that signs leaves directly
 * @param commonNames names of which the certificate must have one; empty for any
 */
record CertRole(String name, X509Certificate trusted, List<String> commonNames, TokenTerms terms) {
    static CertRole read(String name, RequestParameters fields) {
        fields.refuse("allowed_names allowed_dns_sans allowed_uri_sans allowed_email_sans allowed_organizational_units"
                + " required_extensions allowed_metadata_extensions ocsp_enabled token_bound_cidrs");
        return new CertRole(
                name,
                certificate(fields.text("certificate")),
                fields.texts("allowed_common_names"),
                TokenTerms.read(fields));
    }

    static CertRole of(Provision provision, String trustedPem) {
        var terms = TokenTerms.of(List.of(provision.role(), "default"), provision.tokenTtl());
        return new CertRole(provision.role(), certificate(trustedPem), List.of(), terms);
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw Refusal.of(400, "failed to parse certificate");
        }
    }

    /** Whether it is the trusted certificate or was signed by it. Dates and usages are judged elsewhere. */
    boolean trusts(X509Certificate shown) {
        if (shown.equals(trusted)) {
            return true;
        }
        try {
            shown.verify(trusted.getPublicKey());
            return shown.getIssuerX500Principal().equals(trusted.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    boolean admits(X509Certificate shown) {
        return commonNames.isEmpty() || commonNames.contains(commonName(shown));
    }

    /** The first common name of the subject, or empty. */
    static String commonName(X509Certificate certificate) {
        for (String part : certificate.getSubjectX500Principal().getName().split(",", -1)) {
            if (part.startsWith("CN=")) {
                return part.substring("CN=".length());
            }
        }
        return "";
    }
}
