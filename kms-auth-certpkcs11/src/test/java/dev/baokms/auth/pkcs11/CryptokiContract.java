package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.auth.pkcs11.Cryptoki.UserType;
import dev.baokms.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the login relies on in every module. Run against a real one and against the fake, so that the fake stays
 * honest.
 */
abstract class CryptokiContract {
    static final String KEY = "kms";
    static final String KEY_ID = "01";
    static final String CAUTIOUS_KEY = "cautious";

    private static final long UNKNOWN_ATTRIBUTE = 0x7FFF_FFFF;
    private static final byte[] DIGEST = new byte[32];

    private Cryptoki module;
    private long session;

    /**
     * With a token {@code node}, its PIN, and two keys on P-256 of which {@link #CAUTIOUS_KEY} always asks for the
     * PIN.
     */
    abstract Cryptoki module() throws Exception;

    abstract String pin();

    /** Of {@link #KEY}. */
    abstract PublicKey publicKey() throws Exception;

    @BeforeEach
    void open() throws Exception {
        module = module();
        module.finalizeModule();
        module.initialize();
        session = module.openSession(slot());
    }

    @AfterEach
    void end() {
        module.finalizeModule();
    }

    @Test
    void token_isFoundByItsLabel() throws Exception {
        assertThat(module.tokenInfo(slot()).label()).isEqualTo("node");
    }

    @Test
    void secondInitialize_isNoFailure() {
        assertThatCode(module::initialize).doesNotThrowAnyException();
    }

    @Test
    void afterFinalize_nothingIsInitialized() {
        module.finalizeModule();

        assertReturns(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, module::slotsWithToken);
        assertReturns(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, () -> module.sessionState(session));
    }

    @Test
    void closedSession_isNoHandleAnyMore() {
        module.closeSession(session);

        assertReturns(ReturnCode.CKR_SESSION_HANDLE_INVALID, () -> module.sessionState(session));
    }

    @Test
    void login_givesTheUsersFunctions_andLogoutTakesThem() throws Exception {
        logIn();
        assertThat(module.sessionState(session)).isEqualTo(Pkcs11Constants.CKS_RO_USER_FUNCTIONS);

        module.logout(session);
        assertThat(module.sessionState(session)).isZero();
    }

    @Test
    void wrongPin_isIncorrect_andTheSessionStaysPublic() throws Exception {
        assertReturns(ReturnCode.CKR_PIN_INCORRECT, () -> send(UserType.CKU_USER, "wrong-pin"));

        assertThat(module.sessionState(session)).isZero();
    }

    @Test
    void secondLogin_isRefused_withWhateverPin() throws Exception {
        logIn();

        assertReturns(ReturnCode.CKR_USER_ALREADY_LOGGED_IN, () -> send(UserType.CKU_USER, pin()));
        assertReturns(ReturnCode.CKR_USER_ALREADY_LOGGED_IN, () -> send(UserType.CKU_USER, "wrong-pin"));
    }

    @Test
    void objects_areFoundByAllThatIsAskedFor() throws Exception {
        logIn();

        assertThat(module.findObjects(
                        session, Attribute.of(Pkcs11Constants.CKA_CLASS, Pkcs11Constants.CKO_PRIVATE_KEY)))
                .hasSize(2);
        assertThat(module.findObjects(session, privateKey(), Attribute.of(Pkcs11Constants.CKA_LABEL, KEY)))
                .hasSize(1);
        assertThat(module.findObjects(session, privateKey(), Attribute.of(Pkcs11Constants.CKA_LABEL, "other")))
                .isEmpty();
    }

    @Test
    void attribute_isItsBytes_andEmptyWhenUnknownOrHidden() throws Exception {
        logIn();
        long key = key(KEY);

        assertThat(module.attribute(session, key, Pkcs11Constants.CKA_LABEL))
                .hasValue(KEY.getBytes(StandardCharsets.UTF_8));
        assertThat(module.attribute(session, key, UNKNOWN_ATTRIBUTE)).isEmpty();
        assertThat(module.attribute(session, key, Pkcs11Constants.CKA_VALUE)).isEmpty();
    }

    @Test
    void alwaysAuthenticate_isTold() throws Exception {
        logIn();

        assertThat(alwaysAuthenticate(KEY)).hasValue(new byte[] {0});
        assertThat(alwaysAuthenticate(CAUTIOUS_KEY)).hasValue(new byte[] {1});
    }

    @Test
    void signature_isOfTheKey() throws Exception {
        logIn();
        module.signInit(session, key(KEY), new Mechanism.Ecdsa());
        byte[] signature = module.sign(session, DIGEST);

        var verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
        verifier.initVerify(publicKey());
        verifier.update(DIGEST);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void signatureThatWasNotBegun_isRefused() throws Exception {
        logIn();

        assertReturns(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, () -> module.sign(session, DIGEST));
    }

    @Test
    void cautiousKey_signsOnceForEachPin() throws Exception {
        logIn();
        long key = key(CAUTIOUS_KEY);
        module.signInit(session, key, new Mechanism.Ecdsa());
        send(UserType.CKU_CONTEXT_SPECIFIC, pin());
        assertThat(module.sign(session, DIGEST)).hasSize(64);

        module.signInit(session, key, new Mechanism.Ecdsa());
        assertReturns(ReturnCode.CKR_USER_NOT_LOGGED_IN, () -> module.sign(session, DIGEST));
    }

    @Test
    void wrongPinForASignature_isIncorrect() throws Exception {
        logIn();
        module.signInit(session, key(CAUTIOUS_KEY), new Mechanism.Ecdsa());

        assertReturns(ReturnCode.CKR_PIN_INCORRECT, () -> send(UserType.CKU_CONTEXT_SPECIFIC, "wrong-pin"));
    }

    @Test
    void pinForASignatureThatWasNotBegun_isRefused() throws Exception {
        logIn();

        assertReturns(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, () -> send(UserType.CKU_CONTEXT_SPECIFIC, pin()));
    }

    private long slot() throws CryptokiException {
        for (long slot : module.slotsWithToken()) {
            if (module.tokenInfo(slot).label().equals("node")) {
                return slot;
            }
        }
        throw new AssertionError("the module has no token of that label");
    }

    private void logIn() throws CryptokiException {
        send(UserType.CKU_USER, pin());
    }

    private void send(UserType user, String pin) throws CryptokiException {
        try (var secret = SecretBytes.adopting(pin.getBytes(StandardCharsets.UTF_8))) {
            module.login(session, user, secret);
        }
    }

    private static Attribute privateKey() {
        return Attribute.of(Pkcs11Constants.CKA_CLASS, Pkcs11Constants.CKO_PRIVATE_KEY);
    }

    private long key(String label) throws CryptokiException {
        return module.findObjects(session, privateKey(), Attribute.of(Pkcs11Constants.CKA_LABEL, label))
                .getFirst();
    }

    private Optional<byte[]> alwaysAuthenticate(String label) throws CryptokiException {
        return module.attribute(session, key(label), Pkcs11Constants.CKA_ALWAYS_AUTHENTICATE);
    }

    private static void assertReturns(ReturnCode code, ThrowingCallable call) {
        assertThatExceptionOfType(CryptokiException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).contains(code));
    }
}
