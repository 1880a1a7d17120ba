package dev.baokms.operator.disaster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A range of bytes in an array, equal to any other range with the same content. Holds no secret: only etcd keys and
 * sealed data.
 *
 * <p>The order serves maps when someone has made the hashes collide: such a map becomes slower, but not slow.
 */
final class Stretch implements Comparable<Stretch> {
    private final byte[] source;
    private final int at;
    private final int length;

    /**
     * Refers to a part of an array.
     *
     * @param source remains the caller's, and must not change while this object is used
     */
    Stretch(byte[] source, int at, int length) {
        this.source = source;
        this.at = at;
        this.length = length;
    }

    static Stretch of(byte[] all) {
        return new Stretch(all, 0, all.length);
    }

    /** Copies the rest of a buffer that belongs to someone else. */
    static Stretch copyOf(ByteBuffer buffer) {
        var copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return of(copy);
    }

    byte[] source() {
        return source;
    }

    int at() {
        return at;
    }

    int length() {
        return length;
    }

    Stretch from(int skipped) {
        return new Stretch(source, at + skipped, length - skipped);
    }

    byte[] copy() {
        return Arrays.copyOfRange(source, at, at + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stretch stretch
                && Arrays.equals(source, at, at + length, stretch.source, stretch.at, stretch.at + stretch.length);
    }

    /** Does not cache the hash, because the JDK computes it with machine code. */
    @Override
    public int hashCode() {
        var crc = new CRC32C();
        crc.update(source, at, length);
        return (int) crc.getValue();
    }

    @Override
    public int compareTo(Stretch other) {
        return Arrays.compareUnsigned(source, at, at + length, other.source, other.at, other.at + other.length);
    }
}
