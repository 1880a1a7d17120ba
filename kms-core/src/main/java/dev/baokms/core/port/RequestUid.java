package dev.baokms.core.port;

import dev.baokms.core.key.Sha256;

/**
 * The request id that kube-apiserver sends with Encrypt and Decrypt. Opaque: it may hold anything, line breaks
 * included, so only its hash is ever written.
 *
 * @param value as the request carries it
 */
public record RequestUid(String value) {
    /** Enough of the hash (96 bits) to find one request in logs on both sides. */
    private static final int HASH_CHARS = 16;

    /**
     * The first 16 characters of base64url(SHA-256(value)): the one form in log lines and in requests to the key's
     * server.
     */
    public String hash() {
        return Sha256.base64Url(value).substring(0, HASH_CHARS);
    }

    @Override
    public String toString() {
        return "RequestUid[hash=" + hash() + "]";
    }
}
