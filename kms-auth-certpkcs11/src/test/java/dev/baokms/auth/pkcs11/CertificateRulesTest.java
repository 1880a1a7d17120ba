package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.TestCertificate.ANY_PURPOSE;
import static dev.baokms.auth.pkcs11.TestCertificate.BEGIN;
import static dev.baokms.auth.pkcs11.TestCertificate.CLIENT_AUTH;
import static dev.baokms.auth.pkcs11.TestCertificate.DIGITAL_SIGNATURE;
import static dev.baokms.auth.pkcs11.TestCertificate.END;
import static dev.baokms.auth.pkcs11.TestCertificate.KEY_ENCIPHERMENT;
import static dev.baokms.auth.pkcs11.TestCertificate.SERVER_AUTH;
import static dev.baokms.auth.pkcs11.TestCertificate.WITHIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRulesTest {
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final KeyPair EC = TestKeys.ec("secp256r1");

    @Test
    void oneForClients_isAccepted() throws Exception {
        assertThat(broken(TestCertificate.of(EC))).isEmpty();
        assertThat(broken(TestCertificate.of(TestKeys.rsa(2048)))).isEmpty();
        assertThat(broken(TestCertificate.of(TestKeys.ec("secp521r1")))).isEmpty();
    }

    @Test
    void leeway_isForgivenAtBothEnds_andNoMore() throws Exception {
        TestCertificate certificate = TestCertificate.of(EC);

        assertThat(broken(certificate, BEGIN.minus(LEEWAY))).isEmpty();
        assertThat(broken(certificate, BEGIN.minus(LEEWAY).minusSeconds(1)))
                .contains(Pkcs11Problem.CERTIFICATE_NOT_YET_VALID);
        assertThat(broken(certificate, END.plus(LEEWAY))).isEmpty();
        assertThat(broken(certificate, END.plus(LEEWAY).plusSeconds(1))).contains(Pkcs11Problem.CERTIFICATE_EXPIRED);
    }

    @Test
    void purposes_mustHoldClientAuth_whereTheyAreListed() throws Exception {
        TestCertificate certificate = TestCertificate.of(EC);

        assertThat(broken(certificate.forPurposes())).isEmpty();
        assertThat(broken(certificate.forPurposes(ANY_PURPOSE))).isEmpty();
        assertThat(broken(certificate.forPurposes(SERVER_AUTH, CLIENT_AUTH))).isEmpty();
        assertThat(broken(certificate.forPurposes(SERVER_AUTH))).contains(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS);
    }

    @Test
    void keyUsage_mustHoldDigitalSignature_whereItIsListed() throws Exception {
        TestCertificate certificate = TestCertificate.of(EC);

        assertThat(broken(certificate.withKeyUsage(DIGITAL_SIGNATURE))).isEmpty();
        assertThat(broken(certificate.withKeyUsage(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT)))
                .isEmpty();
        assertThat(broken(certificate.withKeyUsage(KEY_ENCIPHERMENT)))
                .contains(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "MD5withRSA"})
    void brokenHash_isWeak(String algorithm) throws Exception {
        KeyPair authority = TestKeys.rsa(2048);
        TestCertificate certificate =
                TestCertificate.of(EC).issuedBy("authority", authority).signedWith(algorithm);

        assertThat(broken(certificate)).contains(Pkcs11Problem.CERTIFICATE_WEAK);
    }

    @Test
    void shortKey_isWeak_andSoIsAKindThatTlsCannotUse() throws Exception {
        assertThat(broken(TestCertificate.of(TestKeys.rsa(1024)))).contains(Pkcs11Problem.CERTIFICATE_WEAK);

        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        TestCertificate certificate = new TestCertificate(
                "node",
                ed25519.getPublic(),
                "authority",
                EC,
                "SHA256withECDSA",
                BEGIN,
                END,
                Optional.empty(),
                List.of());
        assertThat(broken(certificate)).contains(Pkcs11Problem.CERTIFICATE_WEAK);
    }

    @Test
    void date_isToldBeforeEverythingElse() throws Exception {
        TestCertificate certificate = TestCertificate.of(EC).forPurposes(SERVER_AUTH);

        assertThat(broken(certificate, END.plus(Duration.ofDays(1)))).contains(Pkcs11Problem.CERTIFICATE_EXPIRED);
    }

    private static Optional<Pkcs11Problem> broken(TestCertificate certificate) throws Exception {
        return broken(certificate, WITHIN);
    }

    private static Optional<Pkcs11Problem> broken(TestCertificate certificate, Instant now) throws Exception {
        return CertificateRules.broken(certificate.made(), now, LEEWAY);
    }
}
