package dev.baokms.transit;

/** What is asked of OpenBao: the published name of it, and how long an answer may be. */
enum Operation {
    LOGIN("jwt_login", Operation.SMALL),
    CERT_LOGIN("cert_login", Operation.SMALL),
    RENEW("token_renew_self", Operation.SMALL),
    CERT_RENEW("token_renew_self", Operation.SMALL),
    // A creation time for each version: a key may have thousands.
    READ_KEY("transit_metadata_read", 1024 * 1024),
    READ_CONFIG("transit_disable_upsert_read", Operation.SMALL),
    ENCRYPT("transit_encrypt", Operation.SMALL),
    DECRYPT("transit_decrypt", Operation.SMALL),
    CAPABILITIES("capabilities_self", Operation.SMALL);

    // OpenBao's longest known answer to these is an error text of some 3 KB.
    private static final int SMALL = 64 * 1024;

    private final String code;
    private final int maxAnswerBytes;

    Operation(String code, int maxAnswerBytes) {
        this.code = code;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    boolean isLogin() {
        return this == LOGIN || this == CERT_LOGIN;
    }

    boolean isRenewal() {
        return this == RENEW || this == CERT_RENEW;
    }

    /**
     * Whether it goes over a connection that nothing else ever used: what proves who asks is the certificate shown in that
     * connection's handshake, and on an older one this may be none, or one replaced since.
     */
    boolean provesCertificate() {
        return this == CERT_LOGIN || this == CERT_RENEW;
    }

    String code() {
        return code;
    }

    int maxAnswerBytes() {
        return maxAnswerBytes;
    }
}
