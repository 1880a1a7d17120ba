package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A certificate to be, of any shape and made without a tool: the rules are about certificates that no authority
 * would issue.
 *
 * @param keyUsage the first byte of the bit string, with {@link #DIGITAL_SIGNATURE} at its left
 * @param purposes object identifiers of extended key usages; no extension when empty
 */
record TestCertificate(
        String subject,
        PublicKey key,
        String issuer,
        KeyPair signer,
        String signature,
        Instant notBefore,
        Instant notAfter,
        Optional<Integer> keyUsage,
        List<String> purposes) {
    static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2030-01-08T00:00:00Z");
    /** When it is valid and has days to go. */
    static final Instant WITHIN = Instant.parse("2030-01-02T00:00:00Z");

    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    static final String ANY_PURPOSE = "2.5.29.37.0";
    static final int DIGITAL_SIGNATURE = 0x80;
    static final int KEY_ENCIPHERMENT = 0x20;

    private static final String EC_SIGNATURE = "1.2.840.10045.4.3.2";

    /** One that OpenBao takes, issued by itself. */
    static TestCertificate of(KeyPair key) {
        return new TestCertificate(
                "node",
                key.getPublic(),
                "node",
                key,
                isRsa(key) ? "SHA256withRSA" : "SHA256withECDSA",
                BEGIN,
                END,
                Optional.empty(),
                List.of(CLIENT_AUTH));
    }

    TestCertificate named(String name) {
        return new TestCertificate(name, key, issuer, signer, signature, notBefore, notAfter, keyUsage, purposes);
    }

    TestCertificate issuedBy(String name, KeyPair by) {
        return new TestCertificate(
                subject,
                key,
                name,
                by,
                isRsa(by) ? "SHA256withRSA" : "SHA256withECDSA",
                notBefore,
                notAfter,
                keyUsage,
                purposes);
    }

    TestCertificate signedWith(String algorithm) {
        return new TestCertificate(subject, key, issuer, signer, algorithm, notBefore, notAfter, keyUsage, purposes);
    }

    TestCertificate valid(Instant from, Instant to) {
        return new TestCertificate(subject, key, issuer, signer, signature, from, to, keyUsage, purposes);
    }

    TestCertificate withKeyUsage(int bits) {
        return new TestCertificate(
                subject, key, issuer, signer, signature, notBefore, notAfter, Optional.of(bits), purposes);
    }

    TestCertificate forPurposes(String... oids) {
        return new TestCertificate(
                subject, key, issuer, signer, signature, notBefore, notAfter, keyUsage, List.of(oids));
    }

    byte[] der() throws GeneralSecurityException {
        byte[] algorithm = algorithm();
        byte[] toBeSigned = Der.sequence(
                Der.context(0, Der.integer(BigInteger.TWO)),
                Der.integer(BigInteger.ONE),
                algorithm,
                name(issuer),
                Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                name(subject),
                key.getEncoded(),
                extensions());
        var signing = Signature.getInstance(signature);
        signing.initSign(signer.getPrivate());
        signing.update(toBeSigned);
        return Der.sequence(toBeSigned, algorithm, Der.bits(0, signing.sign()));
    }

    X509Certificate made() throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der()));
    }

    static byte[] pem(TestCertificate... chain) throws GeneralSecurityException {
        var out = new ByteArrayOutputStream();
        for (TestCertificate one : chain) {
            out.writeBytes("-----BEGIN CERTIFICATE-----\n".getBytes(US_ASCII));
            out.writeBytes(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(one.der()));
            out.writeBytes("\n-----END CERTIFICATE-----\n".getBytes(US_ASCII));
        }
        return out.toByteArray();
    }

    private static boolean isRsa(KeyPair key) {
        return key.getPublic().getAlgorithm().equals("RSA");
    }

    private byte[] algorithm() {
        return switch (signature) {
            case "SHA256withECDSA" -> Der.sequence(Der.oid(EC_SIGNATURE));
            case "SHA256withRSA" -> rsa(11);
            case "SHA1withRSA" -> rsa(5);
            case "MD5withRSA" -> rsa(4);
            default -> throw new AssertionError(signature);
        };
    }

    private static byte[] rsa(int arc) {
        return Der.sequence(Der.oid("1.2.840.113549.1.1." + arc), Der.nothing());
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private byte[] extensions() {
        List<byte[]> all = new ArrayList<>();
        keyUsage.ifPresent(bits -> all.add(extension("2.5.29.15", Der.bits(0, new byte[] {bits.byteValue()}))));
        if (!purposes.isEmpty()) {
            byte[][] oids = purposes.stream().map(Der::oid).toArray(byte[][]::new);
            all.add(extension("2.5.29.37", Der.sequence(oids)));
        }
        return all.isEmpty() ? new byte[0] : Der.context(3, Der.sequence(all.toArray(byte[][]::new)));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }
}
