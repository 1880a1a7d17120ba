package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
        try (var source = Logins.source(hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth"))))) {
            assertThat(Logins.failure(source)).isEmpty();
            assertThat(source.certificateExpiry()).isPresent();
        }
    }

    @Test
    void certificateOnToken_isFoundByTheKeysId() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        hsm.key("other", "02", "EC:P-256");
        hsm.writeToToken(hsm.certificate("other", "clientAuth"), "02");
        hsm.writeToToken(hsm.certificate("kms", "clientAuth"), "01");
        try (var source = Logins.source(hsm.settings("kms", Optional.empty()))) {
            assertThat(Logins.failure(source)).isEmpty();
        }
    }

    @Test
    void whatIsNotThere_isNamed() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Optional<Path> certificate = Optional.of(hsm.certificate("kms", "clientAuth"));

        assertThat(Logins.failure(hsm.settings(dir.resolve("no.so"), "node", "kms", certificate)))
                .contains(Pkcs11Problem.MODULE_UNUSABLE.seen());
        assertThat(Logins.failure(hsm.settings(dir.resolve("ca.pem"), "node", "kms", certificate)))
                .contains(Pkcs11Problem.MODULE_UNUSABLE.seen());
        assertThat(Logins.failure(hsm.settings(hsm.library, "other", "kms", certificate)))
                .contains(Pkcs11Problem.TOKEN_ABSENT.seen());
        assertThat(Logins.failure(hsm.settings("other", certificate))).contains(Pkcs11Problem.KEY_ABSENT.seen());
        assertThat(Logins.failure(hsm.settings("kms", Optional.empty())))
                .contains(Pkcs11Problem.CERTIFICATE_MISSING.seen());
        assertThat(Logins.failure(hsm.settings("kms", Optional.of(dir.resolve("no.pem")))))
                .contains(Pkcs11Problem.CREDENTIAL_MISSING.seen());
    }

    @Test
    void twoKeysOfOneLabel_areAmbiguous() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Optional<Path> certificate = Optional.of(hsm.certificate("kms", "clientAuth"));
        hsm.key("kms", "02", "EC:P-256");

        assertThat(Logins.failure(hsm.settings("kms", certificate))).contains(Pkcs11Problem.KEY_AMBIGUOUS.seen());
    }

    @Test
    void certificatesThatOpenBaoWouldRefuse_areNamed() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        hsm.key("other", "02", "EC:P-256");
        Path other = hsm.certificate("other", "clientAuth");
        assertThat(Logins.failure(hsm.settings("kms", Optional.of(other))))
                .contains(Pkcs11Problem.CERTIFICATE_OF_OTHER_KEY.seen());
        Path server = hsm.certificate("kms", "serverAuth");
        assertThat(Logins.failure(hsm.settings("kms", Optional.of(server))))
                .contains(Pkcs11Problem.CERTIFICATE_NOT_FOR_CLIENTS.seen());
        Path sha1 = hsm.certificate("kms", "clientAuth", "-sha1", "-days", "7");
        assertThat(Logins.failure(hsm.settings("kms", Optional.of(sha1))))
                .contains(Pkcs11Problem.CERTIFICATE_WEAK.seen());
        Pkcs11Settings good = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        assertThat(Logins.failure(good, Instant.now().plus(Duration.ofDays(8))))
                .contains(Pkcs11Problem.CERTIFICATE_EXPIRED.seen());
        assertThat(Logins.failure(good, Instant.now().minus(Duration.ofDays(1))))
                .contains(Pkcs11Problem.CERTIFICATE_NOT_YET_VALID.seen());
        assertThat(Logins.failure(good, Instant.now().plus(Duration.ofDays(6)).plus(Duration.ofHours(12))))
                .isEmpty();
    }

    @Test
    void wrongPin_isTriedAgainOnlyWhenItsFileChanged() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = Logins.source(settings)) {
            assertThat(Logins.failure(source)).isEmpty();
            hsm.pin("wrong-pin");
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());
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
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.PIN_WRONG.seen());
            hsm.pin("wrong-pin");
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.KEY_ABSENT.seen());
        }
    }

    @Test
    void removedToken_isNamedAndUsedAgainWhenItReturns() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = Logins.source(settings)) {
            assertThat(Logins.failure(source)).isEmpty();
            Path away = dir.resolve("away");
            Files.move(hsm.tokens, away);
            Files.createDirectory(hsm.tokens);
            // The first call may still meet the old session; whatever it is called, it is no login.
            assertThat(Logins.failure(source)).isNotEmpty();
            assertThat(Logins.failure(source)).contains(Pkcs11Problem.TOKEN_ABSENT.seen());
            Files.delete(hsm.tokens);
            Files.move(away, hsm.tokens);
            assertThat(Logins.failure(source)).isEmpty();
        }
    }

    @Test
    void thousandLogins_openOneSession() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings settings = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = Logins.source(settings)) {
            assertThat(Logins.failure(source)).isEmpty();
            var module = new NativeCryptoki(FunctionList.load(hsm.library.toString()));
            long slot = module.slotsWithToken().stream()
                    .filter(candidate -> labelOf(module, candidate).equals("node"))
                    .findFirst()
                    .orElseThrow();
            long before = handle(module, slot);
            for (int i = 0; i < 1000; i++) {
                assertThat(Logins.failure(source)).isEmpty();
            }
            // SoftHSM numbers sessions and objects one after the other: a session per login would show.
            assertThat(handle(module, slot) - before).isEqualTo(1);
        }
    }

    @Test
    void checks_passOnASoundNode_andTellWhatFails() throws Exception {
        hsm.key("kms", "01", "EC:P-256");
        Pkcs11Settings good = hsm.settings("kms", Optional.of(hsm.certificate("kms", "clientAuth")));
        try (var source = Logins.source(good)) {
            assertThat(Logins.checks(source).values())
                    .extracting(Diagnosis::status)
                    .containsExactly(Status.PASS, Status.PASS, Status.PASS);
        }
        hsm.pin("wrong-pin");
        try (var source = Logins.source(good)) {
            assertThat(Logins.checks(source).values())
                    .extracting(Diagnosis::status)
                    .containsExactly(Status.FAIL);
        }
    }

    private static String labelOf(Cryptoki module, long slot) {
        try {
            return module.tokenInfo(slot).label();
        } catch (CryptokiException e) {
            throw new AssertionError(e);
        }
    }

    private static long handle(Cryptoki module, long slot) throws CryptokiException {
        long session = module.openSession(slot);
        module.closeSession(session);
        return session;
    }
}
