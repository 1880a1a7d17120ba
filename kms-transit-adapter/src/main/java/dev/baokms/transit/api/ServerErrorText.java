package dev.baokms.transit.api;

/**
 * The few error texts of OpenBao that are the only thing telling two meanings apart. Everything else goes by status and structure; a
 * text is searched for its literal, compared with nothing else, and never kept.
 */
enum ServerErrorText {
    /** 400 on decrypt covers every refusal; only this one says that tag or associated data are wrong. */
    NOT_AUTHENTIC("message authentication failed"),
    /** 400: the key is gone, upsert is off and the key was never there, or a standby has not heard of it yet. */
    KEY_NOT_FOUND("encryption key not found"),
    /** 400 on encrypt: a standby that has not heard of the newest version yet. */
    VERSION_AHEAD("requested version for encryption is higher"),
    /** 400 on decrypt: the same lag, other words. */
    CIPHERTEXT_AHEAD("version is too new"),
    /** 400 on encrypt: an operator raised {@code min_encryption_version}. */
    BELOW_MIN_ENCRYPTION("less than the minimum encryption key version"),
    /** 400 on decrypt: an operator raised {@code min_decryption_version}. */
    BELOW_MIN_DECRYPTION("(too old)"),
    /** 400 on encrypt: the same, seen from the other side. */
    ARCHIVED("no such key version"),
    /** 400: the key was soft-deleted. */
    SOFT_DELETED("soft-deleted"),
    /** 400 on decrypt: OpenBao reads the ciphertext's outer form otherwise than this provider. */
    INVALID_CIPHERTEXT("invalid ciphertext"),
    /** 403: this alone, with nothing around it, speaks of the token; wrapped in a list of errors it speaks of the policy. */
    PERMISSION_DENIED("permission denied"),
    /** 503: other nodes may be unsealed; other 503 have nothing to do with seals. */
    SEALED("Vault is sealed"),
    /** 503: one namespace of several. */
    NAMESPACE_SEALED("namespace is sealed"),
    /** 503: access to one namespace was taken from everybody. */
    NAMESPACE_LOCKED("API access to this namespace has been locked"),
    /** 500, yet a token problem: a batch token that cannot be decoded. */
    TOKEN_CHECK("error performing token check"),
    /** 500 on login, yet a refusal: the client certificate is expired or not for this use. */
    CLIENT_CERTIFICATE("failed to verify client's certificate"),
    /** 500, yet permanent: OpenBao does not take the associated data. */
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
