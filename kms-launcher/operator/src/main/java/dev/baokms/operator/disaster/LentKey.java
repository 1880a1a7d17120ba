package dev.baokms.operator.disaster;

import javax.crypto.SecretKey;

/**
 * A key for the JDK's ciphers in an array that its owner wipes. {@code SecretKeySpec} would keep a copy that no one can
 * wipe. This class returns copies only to the ciphers, which wipe them.
 */
final class LentKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] bytes;

    /**
     * Wraps an array.
     *
     * @param bytes remain the caller's; they are the key until they are wiped
     */
    LentKey(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "LentKey[hidden]";
    }
}
