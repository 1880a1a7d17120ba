package dev.baokms.auth.pkcs11;

/** What a PKCS#11 function returned other than {@code CKR_OK}. Numbers are those of PKCS#11 2.40, section 11.1. */
final class ReturnCode extends Exception {
    private static final long serialVersionUID = 1;

    static final long OK = 0;
    static final long PIN_INCORRECT = 0xA0;
    static final long PIN_INVALID = 0xA1;
    static final long PIN_LEN_RANGE = 0xA2;
    static final long PIN_EXPIRED = 0xA3;
    static final long PIN_LOCKED = 0xA4;
    static final long USER_ALREADY_LOGGED_IN = 0x100;
    static final long ALREADY_INITIALIZED = 0x191;

    private final long code;

    ReturnCode(String function, long code) {
        super("%s returned 0x%x".formatted(function, code));
        this.code = code;
    }

    long code() {
        return code;
    }
}
