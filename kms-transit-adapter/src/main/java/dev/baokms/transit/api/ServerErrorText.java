package dev.baokms.transit.api;

/**
 * The few error texts of OpenBao that alone distinguish two meanings. Everything else is decided by status and
 * structure. A text is only searched for these literals and never kept.
 */
enum ServerErrorText {
    /** 400 on decrypt covers every refusal; only this text says that tag or associated data are wrong. */
    NOT_AUTHENTIC("message authentication failed"),
    /** 400: the key is gone, upsert is off and the key was never there, or a standby has not seen it yet. */
    KEY_NOT_FOUND("encryption key not found"),
    /** 400 on encrypt: a standby has not seen the newest version yet. */
    VERSION_AHEAD("requested version for encryption is higher"),
    /** 400 on decrypt: the same lag in other words. */
    CIPHERTEXT_AHEAD("version is too new"),
    /** 400 on encrypt: an operator raised {@code min_encryption_version}. */
    BELOW_MIN_ENCRYPTION("less than the minimum encryption key version"),
    /** 400 on decrypt: an operator raised {@code min_decryption_version}. */
    BELOW_MIN_DECRYPTION("(too old)"),
    /** 400 on encrypt: the same, seen from the other side. */
    ARCHIVED("no such key version"),
    /** 400: the key was soft-deleted. */
    SOFT_DELETED("soft-deleted"),
    /** 400 on decrypt: OpenBao does not accept the ciphertext's outer form, which this provider did. */
    INVALID_CIPHERTEXT("invalid ciphertext"),
    /** 403: this text alone is about the token; inside a list of errors it is about the policy. */
    PERMISSION_DENIED("permission denied"),
    /** 503: other nodes may be unsealed; other 503s have nothing to do with seals. */
    SEALED("Vault is sealed"),
    /** 503: one namespace of several. */
    NAMESPACE_SEALED("namespace is sealed"),
    /** 503: all API access to one namespace is locked. */
    NAMESPACE_LOCKED("API access to this namespace has been locked"),
    /** 500, but a token problem: a batch token that cannot be decoded. */
    TOKEN_CHECK("error performing token check"),
    /** 500 on login, but a refusal: the client certificate is expired or not for this use. */
    CLIENT_CERTIFICATE("failed to verify client's certificate"),
    /** 500, but permanent: OpenBao does not accept the associated data. */
    ASSOCIATED_DATA("unable to get associated_data"),
    /** 500, yet permanent. */
    BATCH("failed to parse batch input"),
    /** 500, yet permanent. */
    INLINE_AUTHENTICATION("cannot layer inline authentication");

    private final String literal;

    ServerErrorText(String literal) {
        this.literal = literal;
    }

    boolean in(String errors) {
        return errors.contains(literal);
    }

    boolean is(String errors) {
        return errors.equals(literal);
    }
}
