package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole login without any tool: files, token, certificate, proof, and what {@code doctor} is told. */
class FakeTokenLoginTest {
    private static final KeyPair KEY = TestKeys.ec("secp256r1");

    @TempDir
    Path dir;

    private FakeToken token;
    private FakeSite site;

    @BeforeEach
    void node() throws Exception {
        token = new FakeToken().key(FakeSite.KEY_LABEL, KEY);
        site = new FakeSite(dir, token);
        site.certificate(TestCertificate.of(KEY));
    }

    @Test
    void login_showsTheCertificate() throws Exception {
        try (var source = site.source()) {
            assertThat(shown(source)).isEmpty();
            assertThat(source.certificateExpiry()).isEmpty();

            assertThat(Logins.failure(source)).isEmpty();
            assertThat(shown(source)).isPresent();
            assertThat(source.certificateExpiry()).contains(TestCertificate.END);
        }
    }

    @Test
    void nothing_isLoadedBeforeTheFirstUse_andEverythingIsEndedByClose() throws Exception {
        var source = site.source();
        assertThat(token.calls).isEmpty();

        assertThat(Logins.failure(source)).isEmpty();
        source.close();
        assertThat(token.calls).endsWith("C_CloseSession", "C_Finalize");
        assertThat(shown(source)).isEmpty();
    }

    @Test
    void certificateOfAnotherKey_isNone_whateverItsKind() throws Exception {
        for (KeyPair other : List.of(TestKeys.ec("secp256r1", "other"), TestKeys.ec("secp384r1"))) {
            site.certificate(TestCertificate.of(other));

            assertThat(check("auth.cert.signer").message())
                    .isEqualTo("the client certificate does not belong to the token's key; issue it for that key");
        }
        var rsa = new FakeSite(dir, new FakeToken().key(FakeSite.KEY_LABEL, TestKeys.rsa(2048)));
        rsa.certificate(TestCertificate.of(TestKeys.rsa(2048, "other")));
        try (var source = rsa.source()) {
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.CERTIFICATE_OF_OTHER_KEY.seen());
        }
    }

    @Test
    void certificateOnTheToken_isTheOneUnderTheKeysId_withItsIssuers() throws Exception {
        KeyPair authority = TestKeys.rsa(2048);
        TestCertificate own = TestCertificate.of(KEY).issuedBy("authority", authority);
        TestCertificate root = TestCertificate.of(authority).named("authority").issuedBy("authority", authority);
        token.certificate("02", TestCertificate.of(TestKeys.ec("secp384r1")).der());
        token.certificate("03", root.der());
        token.certificate("01", own.der());
        try (var source = site.source(site.settings(Optional.empty()), TestCertificate.WITHIN)) {
            assertThat(Logins.failure(source)).isEmpty();

            assertThat(chain(source)).containsExactly(own.made(), root.made());
        }
    }

    @Test
    void keyWithoutACertificateOnTheToken_isNamed() throws Exception {
        token.certificate("02", TestCertificate.of(KEY).der());
        try (var source = site.source(site.settings(Optional.empty()), TestCertificate.WITHIN)) {
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.CERTIFICATE_MISSING.seen());
        }
    }

    @Test
    void failedLogin_showsNoCertificateAnyMore() throws Exception {
        try (var source = site.source()) {
            assertThat(Logins.failure(source)).isEmpty();
            Files.delete(site.certificateFile);
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.CREDENTIAL_MISSING.seen());

            assertThat(shown(source)).isEmpty();
        }
    }

    @Test
    void flaw_isWhatTheNextLoginWouldMeet_andChangesNothingThatIsShown() throws Exception {
        try (var source = site.source()) {
            assertThat(Logins.failure(source)).isEmpty();
            Optional<String> before = shown(source);
            assertThat(source.flaw(Logins.within(Logins.AMPLE))).isEmpty();

            site.certificate(TestCertificate.of(KEY).forPurposes(TestCertificate.SERVER_AUTH));
            assertThat(source.flaw(Logins.within(Logins.AMPLE)))
                    .hasValueSatisfying(
                            flaw -> assertThat(flaw.text()).contains(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS.seen()));
            assertThat(shown(source)).isEqualTo(before);
        }
    }

    @Test
    void expiry_isSoonFromTheWantedLifeOn() throws Exception {
        Instant edge = TestCertificate.END.minus(FakeSite.MIN_REMAINING_TTL);
        assertThat(expiresSoon(edge)).isFalse();
        assertThat(expiresSoon(edge.plusSeconds(1))).isTrue();
    }

    @Test
    void checks_ofASoundNode_areGood() {
        assertThat(checks(TestCertificate.WITHIN).values())
                .extracting(Diagnosis::status)
                .containsExactly(Status.PASS, Status.PASS, Status.PASS);
    }

    @Test
    void certificateThatEndsSoon_isAWarning_withItsEnd() {
        assertThat(checks(TestCertificate.END.minusSeconds(60)))
                .containsEntry(
                        "auth.cert.local",
                        Diagnosis.warn("the client certificate ends at 2030-01-08T00:00:00Z; renew it"));
    }

    @ParameterizedTest
    @CsvSource({
        "INITIALIZE, CKR_CANT_LOCK, auth.cert.pkcs11",
        "OPEN_SESSION, CKR_SESSION_COUNT, auth.cert.pkcs11",
        "LOGIN, CKR_PIN_INCORRECT, auth.cert.pkcs11",
        "LOGIN, CKR_USER_PIN_NOT_INITIALIZED, auth.cert.pkcs11",
        "FIND_OBJECTS, CKR_DEVICE_ERROR, auth.cert.pkcs11",
        "SIGN_INIT, CKR_KEY_FUNCTION_NOT_PERMITTED, auth.cert.signer",
        "SIGN, CKR_DEVICE_REMOVED, auth.cert.signer",
    })
    void whatTheModuleReturned_isInTheCheckThatFailed(CryptokiFunction function, ReturnCode code, String id)
            throws Exception {
        token.failing(function, code);

        assertThat(check(id).message()).contains(" (" + function + " returned " + code + "); ");
        assertThat(checks(TestCertificate.WITHIN).values())
                .filteredOn(check -> check.status() == Status.FAIL)
                .hasSize(1);
    }

    @Test
    void emptyPinFile_isSaidToDoctor_andNothingWasSent() throws Exception {
        site.pin("\n");

        assertThat(check("auth.cert.pkcs11").message())
                .isEqualTo("the PIN file holds no PIN, and nothing was sent to the PKCS#11 token;"
                        + " write the PIN to the file's first line");
        assertThat(token.logins()).isZero();
    }

    @Test
    void signaturesOfManyThreads_doNotMixTheirPins() throws Exception {
        token = new FakeToken().key(FakeSite.KEY_LABEL, "01", KEY, true);
        site = new FakeSite(dir, token);
        try (var source = site.source();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> logins = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                logins.add(threads.submit(() -> Logins.failure(source)));
            }
            for (Future<String> login : logins) {
                assertThat(login.get()).isEmpty();
            }
        }

        for (int i = 0; i < token.calls.size(); i++) {
            if (token.calls.get(i).equals("C_SignInit")) {
                assertThat(token.calls.subList(i, i + 3))
                        .containsExactly("C_SignInit", "C_Login CKU_CONTEXT_SPECIFIC", "C_Sign");
            }
        }
        assertThat(token.calls).contains("C_SignInit");
    }

    private Diagnosis check(String id) {
        return Objects.requireNonNull(checks(TestCertificate.WITHIN).get(id), id);
    }

    private Map<String, Diagnosis> checks(Instant now) {
        try (var source = site.source(site.settings(), now)) {
            return Logins.checks(source);
        }
    }

    private boolean expiresSoon(Instant now) {
        try (var source = site.source(site.settings(), now)) {
            assertThat(Logins.failure(source)).isEmpty();
            return source.expiresSoon();
        }
    }

    private static Optional<String> shown(CertificateSource source) {
        var manager = (X509ExtendedKeyManager) source.keyManager();
        return Optional.ofNullable(manager.chooseClientAlias(new String[] {"EC"}, null, null));
    }

    private static X509Certificate[] chain(CertificateSource source) {
        var manager = (X509ExtendedKeyManager) source.keyManager();
        return Objects.requireNonNull(manager.getCertificateChain(shown(source).orElseThrow()));
    }
}
