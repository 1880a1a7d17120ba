package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That TLS signs with the token's key, and goes on without it when the token fails. */
class HandshakeTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"RSA:2048,TLSv1.3", "RSA:2048,TLSv1.2", "EC:P-256,TLSv1.3", "EC:P-384,TLSv1.2"})
    void server_seesTheCertificateOfTheKeyInSoftHsm(String type, String protocol) throws Exception {
        var hsm = new SoftHsm(dir);
        hsm.key("kms", "01", type);
        Path certificate = hsm.certificate("kms", "clientAuth");

        assertServerSees(Logins.source(hsm.settings("kms", Optional.of(certificate))), protocol);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void server_seesTheCertificateOfAKeyInSoftHsmThatAlwaysAsksForThePin(String protocol) throws Exception {
        var hsm = new SoftHsm(dir);
        hsm.keyThatAlwaysAsksForThePin("kms", "01", "EC:P-256");
        Path certificate = hsm.certificate("kms", "clientAuth");

        assertServerSees(Logins.source(hsm.settings("kms", Optional.of(certificate))), protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, TLSv1.3, false",
        "secp256r1, TLSv1.2, false",
        "secp384r1, TLSv1.3, true",
        "secp521r1, TLSv1.2, true",
        "RSA, TLSv1.3, false",
        "RSA, TLSv1.2, true"
    })
    void server_seesTheCertificateOfAFakesKey(String kind, String protocol, boolean alwaysAuthenticate)
            throws Exception {
        KeyPair key = kind.equals("RSA") ? TestKeys.rsa(2048) : TestKeys.ec(kind);

        assertServerSees(site(key, alwaysAuthenticate).source(), protocol);
    }

    /**
     * The platform prefers PSS in TLS 1.2 too, so the proof at login asks for it: a handshake could not say what is
     * missing.
     */
    @Test
    void rsaInATokenWithoutPss_failsAtLogin_andSaysWhy() throws Exception {
        FakeSite site = site(TestKeys.rsa(2048), false);
        site.token.failing(CryptokiFunction.SIGN_INIT, ReturnCode.CKR_MECHANISM_INVALID);
        try (var source = site.source()) {
            assertThat(Logins.checks(source).lastEntry().getValue().message())
                    .contains("C_SignInit returned CKR_MECHANISM_INVALID");
        }
    }

    @Test
    void signatureThatFails_isNamedInTheHandshake_andTheNextGoesOnWithoutACertificate() throws Exception {
        FakeSite site = site(TestKeys.ec("secp256r1"), false);
        try (var source = site.source();
                var server = new TlsServer("TLSv1.3")) {
            assertThat(Logins.failure(source)).isEmpty();
            site.token.failing(CryptokiFunction.SIGN, ReturnCode.CKR_DEVICE_ERROR);
            assertThatThrownBy(() -> server.seen(source.keyManager()))
                    .hasStackTraceContaining("the PKCS#11 token gives no signature: the PKCS#11 token reports an error"
                            + " (C_Sign returned CKR_DEVICE_ERROR)");

            site.token.heal();
            assertThatThrownBy(() -> server.seen(source.keyManager()))
                    .hasStackTraceContaining("peer not authenticated");

            assertThat(Logins.failure(source)).isEmpty();
            assertThat(server.seen(source.keyManager())).isNotNull();
        }
    }

    private FakeSite site(KeyPair key, boolean alwaysAuthenticate) throws Exception {
        var site = new FakeSite(dir, new FakeToken().key(FakeSite.KEY_LABEL, "01", key, alwaysAuthenticate));
        site.certificate(TestCertificate.of(key));
        return site;
    }

    private static void assertServerSees(CertificateSource source, String protocol) throws Exception {
        try (source;
                var server = new TlsServer(protocol)) {
            assertThat(Logins.failure(source)).isEmpty();
            X509Certificate seen = server.seen(source.keyManager());

            assertThat(source.certificateExpiry()).contains(seen.getNotAfter().toInstant());
        }
    }
}
