package dev.baokms.auth.pkcs11;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes that TLS 1.2 and 1.3 sign with, SHA-1 left out. */
enum Hash {
    SHA256("SHA-256", 32, 0x250, 2, "3031300d060960864801650304020105000420"),
    SHA384("SHA-384", 48, 0x260, 3, "3041300d060960864801650304020205000430"),
    SHA512("SHA-512", 64, 0x270, 4, "3051300d060960864801650304020305000440");

    private final String algorithm;
    private final int bytes;
    private final long mechanism;
    private final long mgf;
    // DER in front of the hash, RFC 8017 section 9.2 note 1.
    private final String digestInfo;

    Hash(String algorithm, int bytes, long mechanism, long mgf, String digestInfo) {
        this.algorithm = algorithm;
        this.bytes = bytes;
        this.mechanism = mechanism;
        this.mgf = mgf;
        this.digestInfo = digestInfo;
    }

    String algorithm() {
        return algorithm;
    }

    int bytes() {
        return bytes;
    }

    long mechanism() {
        return mechanism;
    }

    long mgf() {
        return mgf;
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    byte[] digestInfo(byte[] hash) {
        byte[] prefix = HexFormat.of().parseHex(digestInfo);
        byte[] whole = new byte[prefix.length + hash.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(hash, 0, whole, prefix.length, hash.length);
        return whole;
    }
}
