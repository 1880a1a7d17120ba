package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One session, kept and given up by the rules, on a module that fails as it is told to. */
class TokenAccessTest {
    private static final byte[] DIGEST = new byte[32];

    @TempDir
    Path dir;

    private FakeToken token;
    private FakeSite site;
    private TokenAccess access;

    @BeforeEach
    void open() throws Exception {
        token = new FakeToken().key(FakeSite.KEY_LABEL, TestKeys.ec("secp256r1"));
        site = new FakeSite(dir, token);
        access = site.access();
    }

    @Test
    void firstUse_logsIn_andLaterOnesFindTheSessionOpen() throws Exception {
        sign();
        assertThat(token.calls)
                .containsExactly(
                        "C_Finalize",
                        "C_Initialize",
                        "C_GetSlotList",
                        "C_GetTokenInfo",
                        "C_OpenSession",
                        "C_GetTokenInfo",
                        "C_Login CKU_USER",
                        "C_FindObjects",
                        "C_GetAttributeValue",
                        "C_GetAttributeValue",
                        "C_SignInit",
                        "C_Sign");

        token.calls.clear();
        sign();
        assertThat(token.calls).containsExactly("C_GetSessionInfo", "C_SignInit", "C_Sign");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "INITIALIZE",
                "GET_SLOT_LIST",
                "OPEN_SESSION",
                "LOGIN",
                "FIND_OBJECTS",
                "GET_ATTRIBUTE_VALUE",
                "SIGN_INIT",
                "SIGN"
            })
    void functionThatFails_isNamedWithItsCode_andTheNextUseStartsOver(CryptokiFunction function) throws Exception {
        token.failing(function, ReturnCode.CKR_DEVICE_ERROR);
        assertFails(Pkcs11Problem.TOKEN_FAILING, function + " returned CKR_DEVICE_ERROR");

        token.heal();
        token.calls.clear();
        assertThat(sign()).isNotEmpty();
        assertThat(token.calls).startsWith("C_Finalize", "C_Initialize");
    }

    @ParameterizedTest
    @CsvSource({
        "CKR_GENERAL_ERROR, TOKEN_FAILING",
        "CKR_FUNCTION_FAILED, TOKEN_FAILING",
        "CKR_HOST_MEMORY, TOKEN_FAILING",
        "CKR_DEVICE_MEMORY, TOKEN_FAILING",
        "CKR_BUFFER_TOO_SMALL, TOKEN_FAILING",
        "CKR_SESSION_CLOSED, TOKEN_FAILING",
        "CKR_SESSION_HANDLE_INVALID, TOKEN_FAILING",
        "CKR_USER_NOT_LOGGED_IN, TOKEN_FAILING",
        "CKR_KEY_HANDLE_INVALID, TOKEN_FAILING",
        "CKR_DEVICE_REMOVED, TOKEN_ABSENT",
        "CKR_TOKEN_NOT_PRESENT, TOKEN_ABSENT",
    })
    void signatureThatFails_isNamed_andTheSessionIsGivenUp(ReturnCode code, Pkcs11Problem problem) throws Exception {
        sign();
        token.failing(CryptokiFunction.SIGN, code);
        token.calls.clear();
        assertFails(problem, "C_Sign returned " + code);
        assertThat(token.calls)
                .containsExactly("C_GetSessionInfo", "C_SignInit", "C_Sign", "C_CloseSession", "C_Finalize");

        token.heal();
        assertThat(sign()).isNotEmpty();
    }

    @Test
    void vendorsCode_isSaidAsSuch() {
        token.failing(CryptokiFunction.SIGN, 0x80000A01L);

        assertFails(Pkcs11Problem.TOKEN_FAILING, "C_Sign returned CKR_0x80000a01 (vendor-defined)");
    }

    @Test
    void sessionThatDiedInBetween_isOpenedAgain_withoutAFailure() throws Exception {
        sign();
        token.failing(CryptokiFunction.GET_SESSION_INFO, ReturnCode.CKR_SESSION_HANDLE_INVALID);
        assertThat(sign()).isNotEmpty();

        assertThat(token.logins()).isEqualTo(2);
    }

    @Test
    void loginThatOthersEnded_isMadeAgain() throws Exception {
        sign();
        token.logout(0);
        assertThat(sign()).isNotEmpty();

        assertThat(token.logins()).isEqualTo(2);
    }

    @Test
    void tokenTakenAway_isAbsent_andUsedAgainWhenItIsBack() throws Exception {
        sign();
        token.tokens(0);
        assertFails(Pkcs11Problem.TOKEN_ABSENT, "plug it in");

        token.tokens(1);
        assertThat(sign()).isNotEmpty();
    }

    @Test
    void slotThatCannotBeLookedAt_isNamedWhenNoTokenIsFound() {
        token.failing(CryptokiFunction.GET_TOKEN_INFO, ReturnCode.CKR_TOKEN_NOT_RECOGNIZED);

        assertFails(Pkcs11Problem.TOKEN_ABSENT, "C_GetTokenInfo returned CKR_TOKEN_NOT_RECOGNIZED");
    }

    @Test
    void tokensThatLookAlike_areAmbiguous_andNoneIsSentThePin() {
        token.tokens(2);

        assertFails(Pkcs11Problem.TOKEN_AMBIGUOUS, "tokenLabel");
        assertThat(token.logins()).isZero();
    }

    @Test
    void keys_mustBeOneOfTheLabel() throws Exception {
        token.key(FakeSite.KEY_LABEL, TestKeys.ec("secp256r1"));
        assertFails(Pkcs11Problem.KEY_AMBIGUOUS, "keyLabel");

        var other = new FakeSite(dir, new FakeToken().key("other", TestKeys.ec("secp256r1")));
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(other.access()::ready)
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Pkcs11Problem.KEY_ABSENT));
    }

    @Test
    void failedLogin_leavesNoSessionOpen() {
        token.failing(CryptokiFunction.FIND_OBJECTS, ReturnCode.CKR_DEVICE_ERROR);
        assertFails(Pkcs11Problem.TOKEN_FAILING, "C_FindObjects");

        assertThat(token.calls).endsWith("C_FindObjects", "C_CloseSession");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 133})
    void signatureThatCannotBeOne_isAFailingToken_andNotUsed(int length) throws Exception {
        token.willSign(new byte[length]);
        assertFails(Pkcs11Problem.TOKEN_FAILING, "C_Sign gave " + length + " bytes for an ECDSA signature");

        assertThat(sign()).isNotEmpty();
    }

    @Test
    void close_endsSessionAndModule() throws Exception {
        sign();
        token.calls.clear();
        access.close();

        assertThat(token.calls).containsExactly("C_CloseSession", "C_Finalize");
    }

    @Test
    void close_beforeTheFirstUse_loadsNothing() {
        access.close();

        assertThat(token.calls).isEmpty();
    }

    private byte[] sign() throws Pkcs11LoginException {
        return access.sign(new Mechanism.Ecdsa(), DIGEST);
    }

    private void assertFails(Pkcs11Problem problem, String text) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(this::sign)
                .withMessageContaining(text)
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(problem));
    }
}
