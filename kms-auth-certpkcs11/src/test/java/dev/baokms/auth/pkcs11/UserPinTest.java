package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.auth.pkcs11.Cryptoki.TokenInfo;
import dev.baokms.core.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserPinTest {
    private static final TokenInfo CALM = new TokenInfo("node", 0);

    @TempDir
    Path dir;

    private FakeSite site;
    private UserPin pin;

    @BeforeEach
    void files() throws Exception {
        site = new FakeSite(dir, new FakeToken());
        pin = new UserPin(site.pinSource());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "1234\n", "1234\r\n", "1234\r", "1234\n\n\n", "1234\nsecond line\n"})
    void firstLine_isThePin_withoutItsEnd(String content) throws Exception {
        site.pin(content);

        assertThat(read()).isEqualTo("1234");
    }

    @ParameterizedTest
    @ValueSource(strings = {" 1234", "1234 ", "12 34", "\t1234"})
    void blanksBesideOtherCharacters_belongToThePin(String content) throws Exception {
        site.pin(content + "\n");

        assertThat(read()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r", " \n", "\t\t", "\n1234\n"})
    void firstLineWithoutAPin_isEmpty(String content) throws Exception {
        site.pin(content);

        assertProblem(Pkcs11Problem.PIN_EMPTY, this::read);
    }

    @Test
    void longFile_isNoPin() throws Exception {
        site.pin("1".repeat(256));
        assertThat(read()).hasSize(256);

        site.pin("1".repeat(257));
        assertProblem(Pkcs11Problem.CREDENTIAL_TOO_LONG, this::read);
    }

    @Test
    void missingFile_isMissing() throws Exception {
        String stamp = pin.stamp();
        Files.delete(site.pinFile);

        assertProblem(Pkcs11Problem.CREDENTIAL_MISSING, pin::stamp);
        assertProblem(Pkcs11Problem.CREDENTIAL_MISSING, () -> pin.read(stamp, CALM));
    }

    @Test
    void fileReplacedSinceItWasLookedAt_isNotThePinThatWasMeant() throws Exception {
        String stamp = pin.stamp();
        site.pin("another-pin\n");

        assertProblem(Pkcs11Problem.PIN_REPLACED, () -> pin.read(stamp, CALM));
        assertThat(read()).isEqualTo("another-pin");
    }

    @Test
    void tokenThatIsOrWillBeLocked_isGivenNone() throws Exception {
        String stamp = pin.stamp();

        assertProblem(
                Pkcs11Problem.PIN_LOCKED,
                () -> pin.read(stamp, new TokenInfo("node", Pkcs11Constants.CKF_USER_PIN_LOCKED)));
        assertProblem(
                Pkcs11Problem.PIN_LAST_TRY,
                () -> pin.read(stamp, new TokenInfo("node", Pkcs11Constants.CKF_USER_PIN_FINAL_TRY)));
    }

    @Test
    void refusedPin_isRememberedWithTheTokensAnswer_untilItsFileChanges() throws Exception {
        site.pin("wrong-pin\n");
        String stamp = pin.stamp();
        assertProblem(Pkcs11Problem.PIN_WRONG, () -> logIn(stamp));

        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> pin.requireNotRefused(stamp))
                .withMessageContaining("refuses the PIN (C_Login returned CKR_PIN_INCORRECT)");

        site.pin("wrong-pin\n");
        pin.requireNotRefused(pin.stamp());
    }

    @Test
    void acceptedPin_isNotRemembered() throws Exception {
        String stamp = pin.stamp();
        logIn(stamp);

        pin.requireNotRefused(stamp);
        assertThat(site.token.calls).contains("C_Login CKU_USER");
    }

    private void logIn(String stamp) throws CryptokiException, Pkcs11LoginException {
        site.token.initialize();
        long session = site.token.openSession(FakeToken.SLOT);
        try (SecretBytes secret = pin.read(stamp, CALM)) {
            pin.logIn(site.token, session, secret, stamp);
        }
    }

    private String read() throws Pkcs11LoginException {
        try (SecretBytes secret = pin.read(pin.stamp(), CALM)) {
            return secret.exposeTo(bytes -> new String(bytes, UTF_8));
        }
    }

    private static void assertProblem(Pkcs11Problem problem, ThrowingCallable call) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(problem));
    }
}
