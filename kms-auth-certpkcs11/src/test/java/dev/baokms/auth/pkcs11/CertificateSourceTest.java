package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSourceTest {
    @TempDir
    Path dir;

    private SoftHsm hsm;

    @BeforeEach
    void token() throws Exception {
        hsm = new SoftHsm(dir);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA:2048", "RSA:3072", "EC:P-256", "EC:P-384"})
    void certificateInFile_isProvedByTheTokensKey(String type) throws Exception {
        hsm.key("kms", "01", type);
        try (var source = source(hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth"))))) {
            assertThat(obtain(source))
                    .isEqualTo(Outcome.ok(new Credential.Certificate("auth/cert", Optional.of("kms"))));
            assertThat(source.certificateExpiry()).isPresent();
        }
    }

    @Test
    void certificateOnToken_isFoundByTheKeysId() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        hsm.key("other", "02", "EC:P-256");
        hsm.writeToToken(hsm.certificate("other", "clientAuth"), "02");
        hsm.writeToToken(hsm.certificate("kms", "clientAuth"), "01");
        try (var source = source(hsm.settings("kms", Optional.empty()))) {
            assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
        }
    }

    @Test
    void whatIsNotThere_isNamed() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Optional<Path> certificate = Optional.of(hsm.certificate("kms", "clientAuth"));

        assertThat(problem(hsm.settings(dir.resolve("no.so"), "node", "kms", certificate)))
                .contains(Problem.MODULE_UNUSABLE);
        assertThat(problem(hsm.settings(dir.resolve("ca.pem"), "node", "kms", certificate)))
                .contains(Problem.MODULE_UNUSABLE);
        assertThat(problem(hsm.settings(hsm.library, "other", "kms", certificate)))
                .contains(Problem.TOKEN_ABSENT);
        assertThat(problem(hsm.settings("other", certificate))).contains(Problem.KEY_ABSENT);
        assertThat(problem(hsm.settings("kms", Optional.empty()))).contains(Problem.CERTIFICATE_MISSING);
        assertThat(problem(hsm.settings("kms", Optional.of(dir.resolve("no.pem")))))
                .contains(Problem.CREDENTIAL_MISSING);
    }

    @Test
    void twoKeysOfOneLabel_areAmbiguous() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Optional<Path> certificate = Optional.of(hsm.certificate("kms", "clientAuth"));
        hsm.key("kms", "02", "EC:P-256");

        assertThat(problem(hsm.settings("kms", certificate))).contains(Problem.KEY_AMBIGUOUS);
    }

    @Test
    void certificatesThatOpenBaoWouldRefuse_areNamed() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        hsm.key("other", "02", "EC:P-256");
        Path foreign = hsm.certificate("other", "clientAuth");
        assertThat(problem(hsm.settings("kms", Optional.of(foreign)))).contains(Problem.CERTIFICATE_FOREIGN);
        Path server = hsm.certificate("kms", "serverAuth");
        assertThat(problem(hsm.settings("kms", Optional.of(server)))).contains(Problem.CERTIFICATE_NOT_FOR_CLIENTS);
        Path sha1 = hsm.certificate("kms", "clientAuth", "-sha1", "-days", "7");
        assertThat(problem(hsm.settings("kms", Optional.of(sha1)))).contains(Problem.CERTIFICATE_WEAK);
        Pkcs11Settings good = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        assertThat(problem(good, Instant.now().plus(Duration.ofDays(8)))).contains(Problem.CERTIFICATE_EXPIRED);
        assertThat(problem(good, Instant.now().minus(Duration.ofDays(1)))).contains(Problem.CERTIFICATE_NOT_YET_VALID);
        assertThat(problem(good, Instant.now().plus(Duration.ofDays(6)).plus(Duration.ofHours(12))))
                .isEmpty();
    }

    @Test
    void wrongPin_isTriedAgainOnlyWhenItsFileChanged() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = source(settings)) {
            assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
            hsm.pin("wrong-pin");
            assertThat(problem(source)).contains(Problem.PIN_WRONG);
            // The PIN is right for the token from now on, and still not tried.
            hsm.run(
                    "softhsm2-util",
                    "--init-token",
                    "--token",
                    "node",
                    "--label",
                    "node",
                    "--so-pin",
                    "so-pin-1",
                    "--pin",
                    "wrong-pin");
            assertThat(problem(source)).contains(Problem.PIN_WRONG);
            hsm.pin("wrong-pin");
            assertThat(problem(source)).contains(Problem.KEY_ABSENT);
        }
    }

    @Test
    void removedToken_isNamedAndUsedAgainWhenItReturns() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = source(settings)) {
            assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
            Path away = dir.resolve("away");
            Files.move(hsm.tokens, away);
            Files.createDirectory(hsm.tokens);
            // The first call may still meet the old session; whatever it is called, it is no login.
            assertThat(problem(source)).isPresent();
            assertThat(problem(source)).contains(Problem.TOKEN_ABSENT);
            Files.delete(hsm.tokens);
            Files.move(away, hsm.tokens);
            assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
        }
    }

    @Test
    void thousandLogins_openOneSession() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = source(settings)) {
            assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
            var module = new Cryptoki(hsm.library);
            long slot = module.slotsWithToken().stream()
                    .filter(candidate -> labelOf(module, candidate).equals("node"))
                    .findFirst()
                    .orElseThrow();
            long before = handle(module, slot);
            for (int i = 0; i < 1000; i++) {
                assertThat(obtain(source)).isInstanceOf(Outcome.Ok.class);
            }
            // SoftHSM numbers sessions and objects one after the other: a session per login would show.
            assertThat(handle(module, slot) - before).isEqualTo(1);
        }
    }

    @Test
    void checks_tellTheFirstFailureAndSkipTheRest() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings good = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = source(good)) {
            assertThat(source.checks(budget()))
                    .extracting(Check::status)
                    .containsExactly(Check.Status.OK, Check.Status.OK, Check.Status.OK);
        }
        hsm.pin("wrong-pin");
        try (var source = source(good)) {
            assertThat(source.checks(budget()))
                    .extracting(Check::status)
                    .containsExactly(Check.Status.FAILED, Check.Status.SKIPPED, Check.Status.SKIPPED);
        }
    }

    private static String labelOf(Cryptoki module, long slot) {
        try {
            return module.tokenInfo(slot).label();
        } catch (ReturnCode e) {
            throw new AssertionError(e);
        }
    }

    private static long handle(Cryptoki module, long slot) throws ReturnCode {
        long session = module.openSession(slot);
        module.closeSession(session);
        return session;
    }

    private static Optional<Problem> problem(Pkcs11Settings settings) {
        return problem(settings, Instant.now());
    }

    private static Optional<Problem> problem(Pkcs11Settings settings, Instant now) {
        try (var source = new CertificateSource(settings, () -> now)) {
            return problem(source);
        }
    }

    private static Optional<Problem> problem(CertificateSource source) {
        return switch (obtain(source)) {
            case Outcome.Ok<Credential> ok -> Optional.empty();
            case Outcome.Failed<Credential>(Failure failure) -> Optional.of(((Failure.LoginFailed) failure).problem());
        };
    }

    private static CertificateSource source(Pkcs11Settings settings) {
        return new CertificateSource(settings, InstantSource.system());
    }

    private static Outcome<Credential> obtain(CertificateSource source) {
        return source.obtain(budget());
    }

    private static Budget budget() {
        return Budget.starting(System::nanoTime, Duration.ofSeconds(20));
    }
}
