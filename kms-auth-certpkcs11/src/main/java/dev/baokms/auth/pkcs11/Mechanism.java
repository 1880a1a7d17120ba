package dev.baokms.auth.pkcs11;

/**
 * How a token signs. The digest is always computed outside the token: the input is a digest, or for PKCS#1 a
 * DigestInfo.
 */
sealed interface Mechanism {
    /** RSA with PKCS#1 v1.5 padding, for TLS 1.2. */
    record Pkcs1() implements Mechanism {}

    /**
     * RSA with PSS padding, as TLS 1.3 uses it: MGF1 over the same digest, and a salt of the digest's length.
     *
     * @param digest the digest of the input
     */
    record Pss(DigestAlgorithm digest) implements Mechanism {}

    /** ECDSA; the input is the digest, whatever its algorithm. */
    record Ecdsa() implements Mechanism {}
}
