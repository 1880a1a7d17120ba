package dev.baokms.auth.pkcs11;

/** How a token signs. The digest is always made outside it: the input is a digest, or for PKCS#1 a DigestInfo. */
sealed interface Mechanism {
    /** RSA with PKCS#1 v1.5 padding, for TLS 1.2. */
    record Pkcs1() implements Mechanism {}

    /**
     * RSA with PSS padding, as TLS 1.3 uses it: MGF1 over the same digest, and a salt as long as it.
     *
     * @param digest what the input was made with
     */
    record Pss(DigestAlgorithm digest) implements Mechanism {}

    /** ECDSA; the input is the digest, whatever its algorithm. */
    record Ecdsa() implements Mechanism {}
}
