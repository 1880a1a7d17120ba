package dev.baokms.operator.disaster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Some bytes of an array, equal to others of the same content. Nothing secret: keys and sealed data.
 *
 * <p>Its order is there for a map in which somebody made the hashes collide: it is slower then, and not slow.
 */
final class Stretch implements Comparable<Stretch> {
    private final byte[] source;
    private final int at;
    private final int length;

    /** @param source stays the caller's, and must not change while this is used */
    Stretch(byte[] source, int at, int length) {
        this.source = source;
        this.at = at;
        this.length = length;
    }

    static Stretch of(byte[] all) {
        return new Stretch(all, 0, all.length);
    }

    /** Copies what is left in a buffer that belongs to somebody else. */
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

    /** Not remembered: the JDK has machine code for it. */
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
