package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Credential.LoginRequest;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.Login.Notice;
import dev.baokms.core.login.Login.Watched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the core is given of a login by certificate. */
class CertificateLoginTest {
    private static final KeyPair KEY = TestKeys.ec("secp256r1");
    private static final String TTL = "openbao_kms_certificate_ttl_seconds";

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
    void credential_isTheRoleAtItsMount_provedByTheCertificateThatIsShown() {
        try (Login login = site.login(TestCertificate.WITHIN)) {
            var keys = (X509ExtendedKeyManager) login.clientKeys().getFirst();
            assertThat(keys.chooseClientAlias(new String[] {"EC"}, null, null)).isNull();

            try (LoginRequest request = request(login)) {
                assertThat(request.operation()).isEqualTo("cert_login");
                assertThat(request.mountPath()).isEqualTo("auth/cert");
                assertThat(request.provesCertificate()).isTrue();
                assertThat(body(request)).isEqualTo("{\"name\":\"kms\"}");
            }
            assertThat(keys.chooseClientAlias(new String[] {"EC"}, null, null)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kms-node|{\"name\":\"kms-node\"}",
                "a\"b|{\"name\":\"a\\u0022b\"}",
                "a\\b|{\"name\":\"a\\u005cb\"}",
                "nœud|{\"name\":\"n\\u0153ud\"}",
                "|{}"
            })
    void body_isJson_whateverTheRoleIsCalled(String name, String json) {
        Pkcs11Settings settings = Pkcs11Settings.read(Given.required());
        var named = new Pkcs11Settings(
                settings.mountPath(),
                Optional.ofNullable(name),
                FakeSite.MIN_REMAINING_TTL,
                Duration.ZERO,
                Optional.of(site.certificateFile.toString()),
                settings.modulePath(),
                FakeToken.LABEL,
                FakeSite.KEY_LABEL,
                site.pinFile.toString());
        try (var login = new CertificateLogin(named, host(), () -> token);
                LoginRequest request = request(login)) {
            assertThat(body(request)).isEqualTo(json);
        }
    }

    @Test
    void failure_isTheTextOfWhatWasSeen_andNoRefusalOfTheServer() throws Exception {
        site.pin("\n");
        try (Login login = site.login(TestCertificate.WITHIN)) {
            assertThat(login.credentials().obtain(Logins.within(Logins.AMPLE)))
                    .isEqualTo(Outcome.failed(new LoginFailed(Pkcs11Problem.PIN_EMPTY.text(), false)));
        }
    }

    @Test
    void filesOfTheLogin_areWatched_withWhatTheNextLoginWouldMeet() throws Exception {
        try (Login login = site.login(TestCertificate.WITHIN)) {
            assertThat(login.watched()).extracting(Watched::label).containsExactly("pin", "certificate");
            Watched pin = login.watched().getFirst();
            Watched certificate = login.watched().getLast();
            Optional<String> before = certificate.source().stamp();
            assertThat(flaw(pin)).isEmpty();
            assertThat(flaw(certificate)).isEmpty();

            site.certificate(TestCertificate.of(KEY).forPurposes(TestCertificate.SERVER_AUTH));
            assertThat(certificate.source().stamp()).isPresent().isNotEqualTo(before);
            assertThat(flaw(certificate))
                    .contains(new LoginFailed(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS.text(), false));
        }
    }

    @Test
    void certificateOnTheToken_isNoFileToWatch() {
        try (var login = new CertificateLogin(site.settings(Optional.empty()), host(), () -> token)) {
            assertThat(login.watched()).extracting(Watched::label).containsExactly("pin");
        }
    }

    @Test
    void check_isMadeByItsId() throws Exception {
        token.failing(CryptokiFunction.SIGN, ReturnCode.CKR_DEVICE_ERROR);
        try (Login login = site.login(TestCertificate.END.minusSeconds(60))) {
            assertThat(check(login, "auth.cert.pkcs11").status()).isEqualTo(Status.PASS);
            assertThat(check(login, "auth.cert.local").status()).isEqualTo(Status.WARN);
            assertThat(check(login, "auth.cert.signer").status()).isEqualTo(Status.FAIL);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> check(login, "auth.cert.other"))
                    .withMessageContaining("auth.cert.other");
        }
    }

    @Test
    void soundFiles_andFilesThatMayStillCome_areNoProblemAtStart() throws Exception {
        try (Login login = site.login(TestCertificate.WITHIN)) {
            assertThat(login.startProblems()).isEmpty();
            Files.delete(site.pinFile);
            Files.delete(site.certificateFile);

            assertThat(login.startProblems()).isEmpty();
        }
        assertThat(token.calls).isEmpty();
    }

    @Test
    void filesAndLibraryThatMustNotBeUsed_areAllNamedAtStart() throws Exception {
        Files.setPosixFilePermissions(site.pinFile, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(site.certificateFile, new byte[CertificateSource.MAX_CHAIN_BYTES + 1]);
        var host = new FileHost(InstantSource.fixed(TestCertificate.WITHIN), Optional.of("the library is open"));
        try (var login = new CertificateLogin(site.settings(), host, () -> token)) {
            assertThat(login.startProblems())
                    .containsExactly(
                            site.pinFile + " is open to others",
                            site.certificateFile + " is too long",
                            "the library is open");
        }
    }

    @Test
    void libraryThatMustNotBeUsed_isNotLoaded() {
        var host = new FileHost(InstantSource.fixed(TestCertificate.WITHIN), Optional.of("the library is open"));
        try (var login = new CertificateLogin(site.settings(), host)) {
            assertThat(check(login, "auth.cert.pkcs11")).isEqualTo(Diagnosis.fail(Pkcs11Problem.MODULE_UNSAFE.text()));
        }
    }

    @Test
    void libraryThatMayBeUsed_isLoadedFromWhereItIs() {
        try (var login = new CertificateLogin(site.settings(), host())) {
            assertThat(check(login, "auth.cert.pkcs11"))
                    .isEqualTo(Diagnosis.fail(Pkcs11Problem.MODULE_UNUSABLE.text()));
        }
    }

    @Test
    void lifeOfTheCertificate_isNoNumberBeforeTheFirstLook() {
        try (Login login = site.login(TestCertificate.END.minusSeconds(90))) {
            assertThat(ttl(login)).isNaN();
            request(login).close();

            assertThat(ttl(login)).isEqualTo(90);
        }
    }

    @Test
    void certificateThatEndsSoon_isToldOfWithItsEnd() {
        Instant edge = TestCertificate.END.minus(FakeSite.MIN_REMAINING_TTL);
        try (Login early = site.login(edge);
                Login late = site.login(edge.plusSeconds(1))) {
            assertThat(late.notice()).isEmpty();
            request(early).close();
            request(late).close();

            assertThat(early.notice()).isEmpty();
            assertThat(late.notice())
                    .contains(new Notice(
                            "client certificate ends soon; renew it",
                            Map.of(
                                    "ends",
                                    TestCertificate.END.toString(),
                                    "min_remaining_ttl",
                                    FakeSite.MIN_REMAINING_TTL)));
        }
    }

    @Test
    void close_endsTheSession() {
        Login login = site.login(TestCertificate.WITHIN);
        request(login).close();
        login.close();

        assertThat(token.calls).endsWith("C_CloseSession", "C_Finalize");
    }

    private static FileHost host() {
        return new FileHost(InstantSource.fixed(TestCertificate.WITHIN));
    }

    private static LoginRequest request(Login login) {
        return switch (login.credentials().obtain(Logins.within(Logins.AMPLE))) {
            case Outcome.Ok<Credential>(Credential credential) -> (LoginRequest) credential;
            case Outcome.Failed<Credential>(Failure failure) -> throw new AssertionError(failure);
        };
    }

    private static String body(LoginRequest request) {
        return request.body().exposeTo(bytes -> new String(bytes, UTF_8));
    }

    private static Optional<Failure> flaw(Watched watched) {
        return watched.flaw().apply(Logins.within(Logins.AMPLE));
    }

    private static Diagnosis check(Login login, String id) {
        return login.check(id, Logins.within(Logins.AMPLE));
    }

    private static double ttl(Login login) {
        return Objects.requireNonNull(login.gauges().get(TTL)).get().doubleValue();
    }
}
