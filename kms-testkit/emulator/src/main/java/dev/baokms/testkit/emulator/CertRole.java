package dev.baokms.testkit.emulator;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which client certificates may log in, and what they get.
 *
 * @param pem the trusted certificate as it was written
 * @param trusted a leaf, or an authority that signs leaves directly
 * @param commonNames of which the certificate must have one; empty for any
 */
record CertRole(
        String name,
        String pem,
        X509Certificate trusted,
        List<String> commonNames,
        List<String> policies,
        boolean noDefaultPolicy,
        Duration ttl,
        Duration maxTtl,
        Duration period) {
    private static final Set<String> NOT_HERE = Set.of(
            "allowed_names",
            "allowed_dns_sans",
            "allowed_uri_sans",
            "allowed_email_sans",
            "allowed_organizational_units",
            "required_extensions",
            "allowed_metadata_extensions",
            "ocsp_enabled",
            "token_bound_cidrs",
            "token_explicit_max_ttl",
            "token_num_uses",
            "token_type");

    static CertRole read(String name, RequestParameters fields) {
        NOT_HERE.stream().filter(fields::has).findFirst().ifPresent(field -> {
            throw Refusal.notHere(field);
        });
        return new CertRole(
                name,
                fields.text("certificate"),
                certificate(fields.text("certificate")),
                fields.texts("allowed_common_names"),
                List.copyOf(new TreeSet<>(fields.texts("token_policies"))),
                fields.flag("token_no_default_policy"),
                fields.duration("token_ttl"),
                fields.duration("token_max_ttl"),
                fields.duration("token_period"));
    }

    static CertRole of(Provision provision, String trustedPem) {
        return new CertRole(
                provision.role(),
                trustedPem,
                certificate(trustedPem),
                List.of(),
                List.of(provision.role()),
                false,
                provision.tokenTtl(),
                Duration.ZERO,
                Duration.ZERO);
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

    /** The first of the subject, or empty. */
    static String commonName(X509Certificate certificate) {
        for (String part : certificate.getSubjectX500Principal().getName().split(",", -1)) {
            if (part.startsWith("CN=")) {
                return part.substring("CN=".length());
            }
        }
        return "";
    }

    /** Sorted, with the default policy unless the role goes without. */
    List<String> granted() {
        List<String> all = new ArrayList<>(policies);
        if (!noDefaultPolicy) {
            all.add("default");
        }
        return List.copyOf(new TreeSet<>(all));
    }

    StoredToken.Grant grant(String mount, X509Certificate shown) {
        Duration first = period.isZero() ? (ttl.isZero() ? Tokens.MOUNT_MAX : ttl) : period;
        BigInteger serial = shown.getSerialNumber();
        return new StoredToken.Grant(
                granted(),
                false,
                true,
                true,
                Lifetime.least(first, maxTtl, Tokens.MOUNT_MAX),
                maxTtl,
                Duration.ZERO,
                period,
                0,
                mount.substring("auth/".length()).replace('/', '-') + "-" + name,
                mount + "/login",
                Optional.of(new TreeMap<>(Map.of(
                        "cert_name", name, "common_name", commonName(shown), "serial_number", serial.toString()))),
                Optional.of(new StoredToken.Login(mount, name, Optional.of(shown))));
    }

    Map<String, Object> description() {
        Map<String, Object> out = new TreeMap<>();
        out.put("allowed_common_names", commonNames);
        out.put("certificate", pem);
        out.put("display_name", name);
        out.put("token_max_ttl", maxTtl.toSeconds());
        out.put("token_no_default_policy", noDefaultPolicy);
        out.put("token_period", period.toSeconds());
        out.put("token_policies", policies);
        out.put("token_ttl", ttl.toSeconds());
        out.put("token_type", "default");
        return out;
    }
}
