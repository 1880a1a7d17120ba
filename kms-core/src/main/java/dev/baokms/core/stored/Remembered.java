package dev.baokms.core.stored;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what stretches of bytes mean. A look-up copies nothing. The hash has no key: an attacker who makes values
 * collide makes a scan slow, not wrong.
 */
final class Remembered<T> {
    /** A longer stretch is not kept, so that the memory stays bounded by their number. */
    static final int MAX_BYTES = 4_096;

    private final int limit;
    private final long[] hashes;
    private final long[][] stretches;
    private final @Nullable Object[] meanings;
    private final long[] asked = new long[MAX_BYTES / Long.BYTES + 2];
    private int askedWords;
    private int slot = -1;
    private int size;

    /** @param limit how many are kept */
    Remembered(int limit) {
        this.limit = limit;
        int capacity = Integer.highestOneBit(limit) * 4;
        this.hashes = new long[capacity];
        this.stretches = new long[capacity][];
        this.meanings = new @Nullable Object[capacity];
    }

    /** The meaning of these bytes; null when it is not known, and then {@link #keep} can add it. */
    @SuppressWarnings("unchecked") // only keep writes them
    @Nullable
    T find(ByteBuffer source, int at, int length) {
        slot = -1;
        if (length > MAX_BYTES) {
            return null;
        }
        long hash = read(source, at, length);
        int mask = hashes.length - 1;
        int place = (int) (hash ^ (hash >>> 32)) & mask;
        while (meanings[place] != null) {
            if (hashes[place] == hash
                    && stretches[place].length == askedWords
                    && Arrays.equals(stretches[place], 0, askedWords, asked, 0, askedWords)) {
                return (T) meanings[place];
            }
            place = (place + 1) & mask;
        }
        hashes[place] = hash;
        slot = place;
        return null;
    }

    /** Reads eight bytes at a time; the length comes first, so that zeros at the end do not match another stretch. */
    private long read(ByteBuffer source, int at, int length) {
        asked[0] = length;
        int words = 1;
        int i = at;
        for (; i + Long.BYTES <= at + length; i += Long.BYTES) {
            asked[words++] = source.getLong(i);
        }
        long rest = 0;
        for (; i < at + length; i++) {
            rest = (rest << 8) | (source.get(i) & 0xFF);
        }
        asked[words++] = rest;
        askedWords = words;
        long hash = 0;
        for (int word = 0; word < words; word++) {
            hash = Long.rotateLeft((hash ^ asked[word]) * 0x9E3779B97F4A7C15L, 29);
        }
        return hash;
    }

    boolean isFull() {
        return size >= limit;
    }

    /**
     * Keeps the meaning of the bytes that were last not found; no effect when there is no room or they are too long.
     */
    void keep(T meaning) {
        if (slot >= 0 && !isFull()) {
            stretches[slot] = Arrays.copyOf(asked, askedWords);
            meanings[slot] = meaning;
            size++;
            slot = -1;
        }
    }

    void clear() {
        Arrays.fill(meanings, null);
        Arrays.fill(stretches, null);
        size = 0;
        slot = -1;
    }
}
