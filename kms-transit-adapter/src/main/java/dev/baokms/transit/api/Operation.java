package dev.baokms.transit.api;

/**
 * What is asked of OpenBao.
 *
 * @param code its published name in metrics and log lines
 * @param kind what its responses can mean
 * @param maxResponseBytes how long a response may be
 * @param ownConnection whether it goes over a connection that nothing else ever used: where the proof of identity is the certificate
 *     shown in that connection's handshake, an older one may have shown none, or one that was replaced since
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

    // OpenBao's longest known answer to most requests is an error text of some 3 KB.
    private static final int SMALL = 64 * 1024;
    // A creation time for each of as many versions as there can be, some 22 bytes each.
    private static final int DESCRIPTION = 256 * 1024;

    static final Operation READ_KEY = new Operation("transit_metadata_read", Kind.READ, DESCRIPTION, false);
    static final Operation READ_CONFIG = new Operation("transit_disable_upsert_read", Kind.READ, SMALL, false);
    static final Operation CAPABILITIES = new Operation("capabilities_self", Kind.READ, SMALL, false);
    static final Operation ENCRYPT = new Operation("transit_encrypt", Kind.ENCRYPT, SMALL, false);
    /** Several at once: its response holds as many texts as the request does. */
    static final Operation ENCRYPT_BATCH = new Operation("transit_encrypt", Kind.ENCRYPT_BATCH, 4 * SMALL, false);

    static final Operation DECRYPT = new Operation("transit_decrypt", Kind.DECRYPT, SMALL, false);
    static final Operation DECRYPT_BATCH = new Operation("transit_decrypt", Kind.DECRYPT_BATCH, 4 * SMALL, false);

    /** Whether it gets or prolongs a token, on which everything else waits. */
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
