package dev.baokms.core.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Bytes that must stay secret: no value equality, a fixed {@link #toString}, comparison in constant time, wiped by
 * {@link #close}.
 *
 * <p>Accepted risk: the garbage collector may have copied the array before it was wiped; closing early shortens that
 * window.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean wiped;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over the array: the caller must not touch it again. */
    public static SecretBytes adopting(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Copies the array; the caller must still wipe its own. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public int length() {
        return bytes.length;
    }

    /**
     * Lends the bytes to {@code use} for the time of the call.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized <R> R exposeTo(Function<byte[], R> use) {
        if (wiped) {
            throw new IllegalStateException("secret was already wiped");
        }
        return use.apply(bytes);
    }

    /** An independent copy that must be closed separately. */
    public SecretBytes copy() {
        return exposeTo(SecretBytes::copyOf);
    }

    /** Compares in constant time for equal lengths; the length is not secret. */
    public boolean sameAs(SecretBytes other) {
        return exposeTo(mine -> other.exposeTo(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        wiped = true;
    }

    @Override
    public String toString() {
        return "SecretBytes[hidden]";
    }
}
