package dev.baokms.auth.pkcs11;

/**
 * Numbers of PKCS#11 by their names in pkcs11t.h, so that a reader can look them up. {@link ReturnCode} has the return
 * codes.
 */
final class Pkcs11Constants {
    static final long CK_UNAVAILABLE_INFORMATION = -1;
    static final byte CK_TRUE = 1;

    static final long CKF_OS_LOCKING_OK = 0x2;
    static final long CKF_SERIAL_SESSION = 0x4;
    static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
    static final long CKF_USER_PIN_LOCKED = 0x40000;

    static final long CKS_RO_USER_FUNCTIONS = 1;
    static final long CKS_RW_USER_FUNCTIONS = 3;

    static final long CKO_CERTIFICATE = 1;
    static final long CKO_PRIVATE_KEY = 3;

    static final long CKA_CLASS = 0;
    static final long CKA_LABEL = 0x3;
    static final long CKA_VALUE = 0x11;
    static final long CKA_ID = 0x102;
    static final long CKA_ALWAYS_AUTHENTICATE = 0x202;

    static final long CKM_RSA_PKCS = 0x1;
    static final long CKM_RSA_PKCS_PSS = 0xD;
    static final long CKM_SHA256 = 0x250;
    static final long CKM_SHA384 = 0x260;
    static final long CKM_SHA512 = 0x270;
    static final long CKM_ECDSA = 0x1041;

    static final long CKG_MGF1_SHA256 = 2;
    static final long CKG_MGF1_SHA384 = 3;
    static final long CKG_MGF1_SHA512 = 4;

    private Pkcs11Constants() {}
}
