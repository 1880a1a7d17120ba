package dev.baokms.auth.pkcs11;

/** Why a login with a token fails: what was seen, and what to do. */
enum Pkcs11Problem {
    CREDENTIAL_MISSING(
            "the credential file cannot be read",
            "check that the PIN file and the certificate file exist and that the daemon may read them"),
    CREDENTIAL_UNSAFE(
            "the credential file is not safe: owner, mode or path",
            "give the PIN file and the certificate file to the daemon's user or root, the PIN file with mode 0640 or"
                    + " tighter, the certificate file writable by its owner alone"),
    CREDENTIAL_TOO_LONG(
            "the credential file holds more than a PIN or a certificate chain",
            "check that the PIN file and the certificate file are not mixed up with others"),
    MODULE_UNSAFE(
            "the PKCS#11 module could be replaced by another user",
            "run doctor as the daemon's user for the path and the command that closes it"),
    MODULE_UNUSABLE("the PKCS#11 module cannot be loaded", "check modulePath, its file mode and its dependencies"),
    TOKEN_ABSENT("the PKCS#11 token is not there", "plug it in or correct tokenLabel"),
    TOKEN_AMBIGUOUS("several PKCS#11 tokens have the configured tokenLabel", "give each its own label"),
    TOKEN_FAILING("the PKCS#11 token reports an error", "look at the module's own log and reset the token"),
    TOKEN_SILENT("the PKCS#11 token does not answer in time", "check the token and the way to it"),
    PIN_EMPTY(
            "the PIN file holds no PIN, and nothing was sent to the PKCS#11 token",
            "write the PIN to the file's first line"),
    PIN_REPLACED(
            "the PIN file was replaced while it was read, and nothing was sent to the PKCS#11 token",
            "wait for the next login, which reads it again"),
    PIN_WRONG("the PKCS#11 token refuses the PIN", "correct the PIN file, it is not tried again until it changes"),
    PIN_LAST_TRY(
            "the PKCS#11 token has one try for the PIN left",
            "the daemon does not use it, so log in once by hand with the right PIN"),
    PIN_LOCKED("the PIN of the PKCS#11 token is locked", "unlock it with its security officer's PIN"),
    KEY_ABSENT(
            "the PKCS#11 token has no private key with the configured keyLabel", "correct keyLabel or create the key"),
    KEY_AMBIGUOUS("several private keys of the PKCS#11 token have the configured keyLabel", "keep one"),
    CERTIFICATE_MISSING(
            "there is no readable certificate for the token's key",
            "write it to the token under the key's CKA_ID or set certificateFile"),
    CERTIFICATE_OF_OTHER_KEY("the client certificate does not belong to the token's key", "issue it for that key"),
    CERTIFICATE_EXPIRED("the client certificate is expired", "renew it"),
    CERTIFICATE_NOT_YET_VALID("the client certificate is not valid yet", "compare clocks"),
    CERTIFICATE_NOT_FOR_CLIENTS(
            "the client certificate is not for TLS clients", "issue it with the extended key usage clientAuth"),
    CERTIFICATE_WEAK(
            "the client certificate is signed with a broken hash or has a key below 2048 bit RSA or 256 bit EC",
            "issue a stronger one");

    private final String seen;
    private final String cure;

    Pkcs11Problem(String seen, String cure) {
        this.seen = seen;
        this.cure = cure;
    }

    String seen() {
        return seen;
    }

    String text() {
        return seen + "; " + cure;
    }

    /** @param detail which function returned what */
    String text(String detail) {
        return seen + " (" + detail + "); " + cure;
    }
}
