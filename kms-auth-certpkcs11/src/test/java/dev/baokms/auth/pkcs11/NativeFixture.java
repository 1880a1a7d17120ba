package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of the boundary to native code, before a module whose functions they write. */
abstract class NativeFixture {
    static final long SESSION = 0x1122_3344_5566_7788L;

    JavaModule module;
    Cryptoki cryptoki;

    @BeforeEach
    void load() throws Exception {
        module = new JavaModule();
        cryptoki = module.cryptoki();
    }

    @AfterEach
    void unload() {
        module.close();
    }

    static void assertFails(ThrowingCallable call, String message) {
        assertThatExceptionOfType(CryptokiException.class).isThrownBy(call).withMessage(message);
    }
}
