package dev.baokms.auth.pkcs11;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The digests that TLS 1.2 and 1.3 sign, without SHA-1. The constant's name is the part used in names of signatures,
 * such as SHA256withRSA.
 */
enum DigestAlgorithm {
    SHA256(
            "SHA-256",
            32,
            Pkcs11Constants.CKM_SHA256,
            Pkcs11Constants.CKG_MGF1_SHA256,
            "3031300d060960864801650304020105000420"),
    SHA384(
            "SHA-384",
            48,
            Pkcs11Constants.CKM_SHA384,
            Pkcs11Constants.CKG_MGF1_SHA384,
            "3041300d060960864801650304020205000430"),
    SHA512(
            "SHA-512",
            64,
            Pkcs11Constants.CKM_SHA512,
            Pkcs11Constants.CKG_MGF1_SHA512,
            "3051300d060960864801650304020305000440");

    private final String algorithm;
    private final int lengthBytes;
    private final long mechanism;
    private final long mgf1;
    // DER in front of the digest, RFC 8017 section 9.2 note 1.
    private final String digestInfoPrefix;

    DigestAlgorithm(String algorithm, int lengthBytes, long mechanism, long mgf1, String digestInfoPrefix) {
        this.algorithm = algorithm;
        this.lengthBytes = lengthBytes;
        this.mechanism = mechanism;
        this.mgf1 = mgf1;
        this.digestInfoPrefix = digestInfoPrefix;
    }

    /** @param algorithm the platform's name, such as {@code SHA-256} */
    static Optional<DigestAlgorithm> named(String algorithm) {
        return Stream.of(values())
                .filter(known -> known.algorithm.equals(algorithm))
                .findFirst();
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** A {@code CKM_} value. */
    long mechanism() {
        return mechanism;
    }

    /** A {@code CKG_} value: the mask generation function of PSS over this digest. */
    long mgf1() {
        return mgf1;
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** The input of PKCS#1 v1.5 padding: the digest with its algorithm in front. */
    byte[] digestInfo(byte[] digest) {
        byte[] prefix = HexFormat.of().parseHex(digestInfoPrefix);
        byte[] whole = new byte[prefix.length + digest.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(digest, 0, whole, prefix.length, digest.length);
        return whole;
    }
}
