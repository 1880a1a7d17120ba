package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.ReturnCode.CKR_OK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.auth.pkcs11.Cryptoki.UserType;
import dev.baokms.core.secret.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundary to native code: what is passed over it, and what of the other side's answers is believed. */
class NativeCryptokiTest extends NativeFixture {
    private static final long OBJECT = 0x99;

    @ParameterizedTest
    @EnumSource(
            names = {
                "INITIALIZE",
                "GET_SLOT_LIST",
                "GET_TOKEN_INFO",
                "OPEN_SESSION",
                "GET_SESSION_INFO",
                "LOGIN",
                "GET_ATTRIBUTE_VALUE",
                "FIND_OBJECTS_INIT",
                "FIND_OBJECTS",
                "SIGN_INIT",
                "SIGN"
            })
    void functionThatFails_isNamedByTheStandard(CryptokiFunction function) {
        for (ReturnCode code : List.of(
                ReturnCode.CKR_DEVICE_ERROR,
                ReturnCode.CKR_DEVICE_REMOVED,
                ReturnCode.CKR_SESSION_CLOSED,
                ReturnCode.CKR_FUNCTION_FAILED,
                ReturnCode.CKR_HOST_MEMORY,
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                ReturnCode.CKR_VENDOR_DEFINED)) {
            module.on(function, arguments -> code);

            assertThatExceptionOfType(CryptokiException.class)
                    .isThrownBy(() -> use(function))
                    .withMessage(function + " returned " + code);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FINALIZE", "CLOSE_SESSION", "LOGOUT", "FIND_OBJECTS_FINAL"})
    void functionThatEndsSomething_mayFail(CryptokiFunction function) {
        module.on(function, arguments -> ReturnCode.CKR_DEVICE_ERROR);

        assertThatCode(() -> use(function)).doesNotThrowAnyException();
        assertThat(module.calls).contains(function);
    }

    @Test
    void initialize_letsTheModuleLock_andTakesAnInitializedOne() {
        List<Long> flags = new ArrayList<>();
        module.on(CryptokiFunction.INITIALIZE, arguments -> {
            MemorySegment given = arguments.memory(0, 48);
            flags.add(given.get(JAVA_LONG, 32));
            return ReturnCode.CKR_CRYPTOKI_ALREADY_INITIALIZED;
        });

        assertThatCode(cryptoki::initialize).doesNotThrowAnyException();
        assertThat(flags).containsExactly(Pkcs11Constants.CKF_OS_LOCKING_OK);
    }

    @Test
    void session_isOpenedForReading_andItsHandleKept() throws Exception {
        module.on(CryptokiFunction.OPEN_SESSION, arguments -> {
            assertThat(arguments.number(0)).isEqualTo(7);
            assertThat(arguments.number(1)).isEqualTo(Pkcs11Constants.CKF_SERIAL_SESSION);
            assertThat(arguments.isNull(2)).isTrue();
            assertThat(arguments.isNull(3)).isTrue();
            arguments.give(4, SESSION);
            return CKR_OK;
        });
        module.on(CryptokiFunction.GET_SESSION_INFO, arguments -> {
            assertThat(arguments.number(0)).isEqualTo(SESSION);
            arguments.memory(1, 32).set(JAVA_LONG, 8, Pkcs11Constants.CKS_RW_USER_FUNCTIONS);
            return CKR_OK;
        });

        assertThat(cryptoki.openSession(7)).isEqualTo(SESSION);
        assertThat(cryptoki.sessionState(SESSION)).isEqualTo(Pkcs11Constants.CKS_RW_USER_FUNCTIONS);
    }

    @ParameterizedTest
    @EnumSource
    void pin_isPassedWithItsLengthAndItsUser(UserType user) throws Exception {
        List<String> seen = new ArrayList<>();
        module.on(CryptokiFunction.LOGIN, arguments -> {
            byte[] pin = arguments.memory(2, arguments.number(3)).toArray(JAVA_BYTE);
            seen.add(arguments.number(0) + " " + arguments.number(1) + " " + new String(pin, UTF_8));
            return CKR_OK;
        });
        try (var pin = SecretBytes.adopting("1234-ü".getBytes(UTF_8))) {
            cryptoki.login(SESSION, user, pin);
        }

        assertThat(seen).containsExactly(SESSION + " " + (user == UserType.CKU_USER ? 1 : 2) + " 1234-ü");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, NativeCryptoki.MAX_SIGNATURE_BYTES})
    void signature_isAsLongAsTheModuleSays(int bytes) throws Exception {
        module.on(CryptokiFunction.SIGN, arguments -> {
            assertThat(arguments.number(0)).isEqualTo(SESSION);
            assertThat(arguments.memory(1, arguments.number(2)).toArray(JAVA_BYTE))
                    .containsExactly(1, 2, 3);
            assertThat(arguments.taken(4)).isEqualTo(NativeCryptoki.MAX_SIGNATURE_BYTES);
            arguments.memory(3, bytes).fill((byte) 9);
            arguments.give(4, bytes);
            return CKR_OK;
        });

        assertThat(sign()).hasSize(bytes).containsOnly(bytes == 0 ? new byte[0] : new byte[] {9});
    }

    @ParameterizedTest
    @ValueSource(longs = {NativeCryptoki.MAX_SIGNATURE_BYTES + 1, Long.MAX_VALUE, -1})
    void signatureBeyondTheRoomThatWasGiven_isNotRead(long length) {
        module.on(CryptokiFunction.SIGN, arguments -> {
            arguments.give(4, length);
            return CKR_OK;
        });

        assertFails(
                this::sign,
                "C_Sign gave " + Long.toUnsignedString(length) + " bytes of a signature, possible are at most 1024");
    }

    private void use(CryptokiFunction function) throws CryptokiException {
        switch (function) {
            case INITIALIZE -> cryptoki.initialize();
            case FINALIZE -> cryptoki.finalizeModule();
            case GET_SLOT_LIST -> cryptoki.slotsWithToken();
            case GET_TOKEN_INFO -> cryptoki.tokenInfo(1);
            case OPEN_SESSION -> cryptoki.openSession(1);
            case CLOSE_SESSION -> cryptoki.closeSession(SESSION);
            case GET_SESSION_INFO -> cryptoki.sessionState(SESSION);
            case LOGIN -> cryptoki.login(SESSION, UserType.CKU_USER, SecretBytes.adopting(new byte[] {'1'}));
            case LOGOUT -> cryptoki.logout(SESSION);
            case GET_ATTRIBUTE_VALUE -> attribute();
            case FIND_OBJECTS_INIT, FIND_OBJECTS, FIND_OBJECTS_FINAL -> find();
            case SIGN_INIT -> cryptoki.signInit(SESSION, OBJECT, new Mechanism.Ecdsa());
            case SIGN -> sign();
            case GET_FUNCTION_LIST -> throw new AssertionError("only loading calls it");
        }
    }

    private Optional<byte[]> attribute() throws CryptokiException {
        return cryptoki.attribute(SESSION, OBJECT, Pkcs11Constants.CKA_VALUE);
    }

    private List<Long> find() throws CryptokiException {
        return cryptoki.findObjects(SESSION, Attribute.of(Pkcs11Constants.CKA_CLASS, Pkcs11Constants.CKO_PRIVATE_KEY));
    }

    private byte[] sign() throws CryptokiException {
        return cryptoki.sign(SESSION, new byte[] {1, 2, 3});
    }
}
