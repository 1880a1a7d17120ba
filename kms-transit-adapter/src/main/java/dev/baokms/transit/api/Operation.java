package dev.baokms.transit.api;

/**
 * What is asked of OpenBao.
 *
 * @param code its published name in metrics and log lines
 * @param kind what its responses can mean
 * @param maxResponseBytes how long a response may be
 * @param ownConnection whether it needs a fresh connection: when the client certificate of the handshake proves the
 *     identity, an older connection may have presented none, or one that was replaced since
 */
record Operation(String code, Kind kind, int maxResponseBytes, boolean ownConnection) {
    enum Kind {
        LOGIN,
        RENEWAL,
        ENCRYPT,
        ENCRYPT_BATCH,
        DECRYPT,
        DECRYPT_BATCH,
        READ;

        boolean isBatch() {
            return this == ENCRYPT_BATCH || this == DECRYPT_BATCH;
        }
    }

    // The longest known answer to most requests is an error text of about 3 KB.
    private static final int SMALL = 64 * 1024;
    // A creation time for each possible version, about 22 bytes each.
    private static final int DESCRIPTION = 256 * 1024;

    static final Operation READ_KEY = new Operation("transit_metadata_read", Kind.READ, DESCRIPTION, false);
    static final Operation READ_CONFIG = new Operation("transit_disable_upsert_read", Kind.READ, SMALL, false);
    static final Operation CAPABILITIES = new Operation("capabilities_self", Kind.READ, SMALL, false);
    static final Operation ENCRYPT = new Operation("transit_encrypt", Kind.ENCRYPT, SMALL, false);
    /** Several at once: the response holds as many texts as the request. */
    static final Operation ENCRYPT_BATCH = new Operation("transit_encrypt", Kind.ENCRYPT_BATCH, 4 * SMALL, false);

    static final Operation DECRYPT = new Operation("transit_decrypt", Kind.DECRYPT, SMALL, false);
    static final Operation DECRYPT_BATCH = new Operation("transit_decrypt", Kind.DECRYPT_BATCH, 4 * SMALL, false);

    /** Whether it gets or renews a token, which all other requests wait for. */
    boolean isForToken() {
        return kind == Kind.LOGIN || kind == Kind.RENEWAL;
    }

    static Operation login(String code, boolean ownConnection) {
        return new Operation(code, Kind.LOGIN, SMALL, ownConnection);
    }

    static Operation renewal(boolean ownConnection) {
        return new Operation("token_renew_self", Kind.RENEWAL, SMALL, ownConnection);
    }
}
