package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a PIN is sent and when not: a wrong one more than once locks a token, and only a person can unlock it. */
class PinRulesTest {
    private static final byte[] DIGEST = new byte[32];

    @TempDir
    Path dir;

    private FakeToken token;
    private FakeSite site;
    private TokenAccess access;

    @BeforeEach
    void open() throws Exception {
        token = new FakeToken().key(FakeSite.KEY_LABEL, TestKeys.ec("secp256r1"));
        use(token);
    }

    private void use(FakeToken used) throws Exception {
        token = used;
        site = new FakeSite(dir, token);
        access = site.access();
    }

    private void useKeyThatAlwaysAsksForThePin() throws Exception {
        use(new FakeToken().key(FakeSite.KEY_LABEL, "01", TestKeys.ec("secp256r1"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "  \n", "\n1234-marked-pin\n"})
    void emptyPin_isNeverSent(String content) throws Exception {
        site.pin(content);
        assertFails(Pkcs11Problem.PIN_EMPTY, "nothing was sent to the PKCS#11 token; write the PIN");

        assertThat(token.logins()).isZero();
    }

    @Test
    void pinFileThatIsEmptied_endsTheLogin_andNothingIsSent() throws Exception {
        sign();
        site.pin("\n");
        assertFails(Pkcs11Problem.PIN_EMPTY, "PIN file holds no PIN");

        assertThat(token.logins()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CKR_PIN_INCORRECT", "CKR_PIN_INVALID", "CKR_PIN_LEN_RANGE", "CKR_PIN_EXPIRED"})
    void refusedPin_isSentOnce_untilItsFileChanges(ReturnCode code) throws Exception {
        token.failing(CryptokiFunction.LOGIN, code);
        assertFails(Pkcs11Problem.PIN_WRONG, "C_Login returned " + code);

        token.heal();
        assertFails(Pkcs11Problem.PIN_WRONG, "C_Login returned " + code);
        assertFails(Pkcs11Problem.PIN_WRONG, "C_Login returned " + code);
        assertThat(token.logins()).isEqualTo(1);

        site.pin(FakeToken.PIN);
        assertThat(sign()).isNotEmpty();
        assertThat(token.logins()).isEqualTo(2);
    }

    @Test
    void lockedPin_isNamedAsTheTokenSaysIt() {
        token.failing(CryptokiFunction.LOGIN, ReturnCode.CKR_PIN_LOCKED);

        assertFails(Pkcs11Problem.PIN_LOCKED, "C_Login returned CKR_PIN_LOCKED");
    }

    @ParameterizedTest
    @ValueSource(longs = {Pkcs11Constants.CKF_USER_PIN_LOCKED, Pkcs11Constants.CKF_USER_PIN_FINAL_TRY})
    void tokenThatIsOrWillBeLocked_isSentNothing(long flag) throws Exception {
        token.withFlags(flag);
        assertThatExceptionOfType(Pkcs11LoginException.class).isThrownBy(this::sign);
        assertThat(token.logins()).isZero();

        token.withFlags(0);
        assertThat(sign()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CKR_DEVICE_ERROR", "CKR_FUNCTION_FAILED", "CKR_SESSION_COUNT", "CKR_HOST_MEMORY"})
    void loginThatFailsForOtherReasons_doesNotCountAgainstThePin(ReturnCode code) throws Exception {
        token.failing(CryptokiFunction.LOGIN, code);
        assertFails(Pkcs11Problem.TOKEN_FAILING, "C_Login returned " + code);

        token.heal();
        assertThat(sign()).isNotEmpty();
    }

    @Test
    void replacedPin_isProvedFromOutside() throws Exception {
        sign();
        token.calls.clear();
        site.pin("wrong-pin\n");
        assertFails(Pkcs11Problem.PIN_WRONG, "CKR_PIN_INCORRECT");

        assertThat(token.calls)
                .containsSubsequence("C_Logout", "C_CloseSession", "C_Finalize", "C_Initialize", "C_Login CKU_USER");
    }

    @Test
    void loginOfOthers_isEnded_soThatThePinIsProved() throws Exception {
        token.usedByOthers();
        assertThat(sign()).isNotEmpty();
        assertThat(token.calls).containsSubsequence("C_Login CKU_USER", "C_Logout", "C_Login CKU_USER");

        use(new FakeToken().key(FakeSite.KEY_LABEL, TestKeys.ec("secp256r1")).usedByOthers());
        site.pin("wrong-pin\n");
        assertFails(Pkcs11Problem.PIN_WRONG, "CKR_PIN_INCORRECT");
    }

    @Test
    void keyThatAlwaysAsks_isGivenThePinInEachSignature() throws Exception {
        useKeyThatAlwaysAsksForThePin();
        sign();
        token.calls.clear();
        sign();
        sign();

        assertThat(token.calls)
                .containsExactly(
                        "C_GetSessionInfo",
                        "C_GetTokenInfo",
                        "C_SignInit",
                        "C_Login CKU_CONTEXT_SPECIFIC",
                        "C_Sign",
                        "C_GetSessionInfo",
                        "C_GetTokenInfo",
                        "C_SignInit",
                        "C_Login CKU_CONTEXT_SPECIFIC",
                        "C_Sign");
    }

    @Test
    void pinRefusedInASignature_isWrong_andNotSentAgain_untilItsFileChanges() throws Exception {
        useKeyThatAlwaysAsksForThePin();
        sign();
        long before = token.logins();
        token.withPin("changed-on-the-token");
        assertFails(Pkcs11Problem.PIN_WRONG, "C_Login returned CKR_PIN_INCORRECT");
        assertThat(token.calls).endsWith("C_Login CKU_CONTEXT_SPECIFIC", "C_CloseSession", "C_Finalize");

        assertFails(Pkcs11Problem.PIN_WRONG, "C_Login returned CKR_PIN_INCORRECT");
        assertThatExceptionOfType(Pkcs11LoginException.class).isThrownBy(access::ready);
        assertThat(token.logins()).isEqualTo(before + 1);

        site.pin("changed-on-the-token\n");
        assertThat(sign()).isNotEmpty();
    }

    @Test
    void lastTry_isNotUsedForASignature() throws Exception {
        useKeyThatAlwaysAsksForThePin();
        sign();
        long before = token.logins();
        token.withFlags(Pkcs11Constants.CKF_USER_PIN_FINAL_TRY);
        assertFails(Pkcs11Problem.PIN_LAST_TRY, "one try");

        assertThat(token.logins()).isEqualTo(before);
    }

    @Test
    void signatureThatCannotBegin_isSentNoPin() throws Exception {
        useKeyThatAlwaysAsksForThePin();
        access.ready();
        token.failing(CryptokiFunction.SIGN_INIT, ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED);
        assertFails(Pkcs11Problem.TOKEN_FAILING, "C_SignInit returned CKR_KEY_FUNCTION_NOT_PERMITTED");

        assertThat(token.calls).doesNotContain("C_Login CKU_CONTEXT_SPECIFIC");
    }

    @Test
    void everyPin_isWipedWhenItsLoginIsOver() throws Exception {
        useKeyThatAlwaysAsksForThePin();
        sign();
        token.withPin("changed-on-the-token");
        assertFails(Pkcs11Problem.PIN_WRONG, "CKR_PIN_INCORRECT");

        assertThat(token.pins)
                .hasSize(3)
                .allSatisfy(
                        pin -> assertThatIllegalStateException().isThrownBy(() -> pin.exposeTo(bytes -> bytes.length)));
    }

    private byte[] sign() throws Pkcs11LoginException {
        return access.sign(new Mechanism.Ecdsa(), DIGEST);
    }

    private void assertFails(Pkcs11Problem problem, String text) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(this::sign)
                .withMessageContaining(text)
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(problem))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("marked-pin", "wrong-pin"));
    }
}
