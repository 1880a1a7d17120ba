package dev.baokms.etcd;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One page with its overflow, in a buffer that the next page of the same depth reuses. Once {@link #check} has passed,
 * every element lies within the page and the keys ascend.
 */
final class BoltPage {
    static final int HEADER = 16;
    static final int ELEMENT = 16;
    static final int BRANCH = 1;
    static final int LEAF = 2;
    static final int META = 4;
    static final int FREELIST = 16;
    /** bbolt accepts no longer keys. */
    static final int MOST_KEY_BYTES = 32768;

    private boolean bigEndian;
    private byte[] bytes = new byte[0];
    private ByteBuffer lent = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    private int length;
    private long id;

    BoltPage(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    void setBigEndian(boolean big) {
        bigEndian = big;
    }

    /** Returns a buffer for a page of this many bytes. The previous content is kept as far as it fits. */
    byte[] room(int wanted) {
        if (bytes.length < wanted) {
            bytes = Arrays.copyOf(bytes, wanted);
            lent = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        length = wanted;
        return bytes;
    }

    void setId(long page) {
        id = page;
    }

    long id() {
        return id;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The size of the buffer in bytes, which is that of the longest page so far. */
    int capacity() {
        return bytes.length;
    }

    /** Returns a read-only view that is valid until the next page is loaded. */
    ByteBuffer lend(int offset, int size) {
        return lent.slice(offset, size);
    }

    int u16(int at) {
        return bigEndian
                ? (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff)
                : (bytes[at + 1] & 0xff) << 8 | (bytes[at] & 0xff);
    }

    long u32(int at) {
        return bigEndian ? (long) u16(at) << 16 | u16(at + 2) : (long) u16(at + 2) << 16 | u16(at);
    }

    /** Returns a negative number when the highest bit is set. */
    long u64(int at) {
        return bigEndian ? u32(at) << 32 | u32(at + 4) : u32(at + 4) << 32 | u32(at);
    }

    int flags() {
        return u16(8);
    }

    boolean isBranch() {
        return flags() == BRANCH;
    }

    int count() {
        return u16(10);
    }

    long overflow() {
        return u32(12);
    }

    private static int element(int index) {
        return HEADER + ELEMENT * index;
    }

    boolean isBucket(int index) {
        return u32(element(index)) == 1;
    }

    int keyOffset(int index) {
        return element(index) + (int) u32(element(index) + (isBranch() ? 0 : 4));
    }

    int keyLength(int index) {
        return (int) u32(element(index) + (isBranch() ? 4 : 8));
    }

    /** Valid for a leaf only, where a value follows its key. */
    int valueOffset(int index) {
        return keyOffset(index) + keyLength(index);
    }

    int valueLength(int index) {
        return (int) u32(element(index) + 12);
    }

    /** Valid for a branch only. */
    long child(int index) {
        return u64(element(index) + 8);
    }

    /**
     * Checks that the elements lie within the page and that the keys ascend.
     *
     * @param place names this page in a message
     */
    void check(String place) throws RefusedSourceException {
        int flags = flags();
        if (flags != BRANCH && flags != LEAF) {
            throw broken(place, EtcdFileTexts.wrongFlags(flags));
        }
        int count = count();
        if (HEADER + (long) ELEMENT * count > length) {
            throw broken(place, EtcdFileTexts.elementsDoNotFit(count, length));
        }
        boolean branch = flags == BRANCH;
        if (branch && count == 0) {
            throw broken(place, EtcdFileTexts.BRANCH_WITHOUT_CHILD);
        }
        for (int i = 0; i < count; i++) {
            checkElement(place, branch, i, count);
        }
    }

    private void checkElement(String place, boolean branch, int index, int count) throws RefusedSourceException {
        int at = element(index);
        long begin = at + u32(at + (branch ? 0 : 4));
        long keyLength = u32(at + (branch ? 4 : 8));
        long end = begin + keyLength + (branch ? 0 : u32(at + 12));
        if (begin < element(count) || end > length) {
            throw broken(place, EtcdFileTexts.elementOutside(index, begin, end, length));
        }
        if (keyLength == 0 || keyLength > MOST_KEY_BYTES) {
            throw broken(place, EtcdFileTexts.keyLength(index, keyLength, MOST_KEY_BYTES));
        }
        if (!branch && u32(at) > 1) {
            throw broken(place, EtcdFileTexts.elementFlags(index, u32(at)));
        }
        if (index > 0 && compareKeys(index - 1, this, index) >= 0) {
            throw broken(place, EtcdFileTexts.keysNotAscending(index));
        }
    }

    /** Checks that every key is at least the key that leads to this page, and below the next key in the pages above. */
    void checkRange(String place, @Nullable BoltPage low, int lowIndex, @Nullable BoltPage high, int highIndex)
            throws RefusedSourceException {
        if (count() == 0) {
            if (low != null) {
                throw broken(place, EtcdFileTexts.EMPTY_LEAF);
            }
            return;
        }
        if (low != null && compareKeys(0, low, lowIndex) < 0) {
            throw broken(place, EtcdFileTexts.firstKeyTooLow(low.id));
        }
        if (high != null && compareKeys(count() - 1, high, highIndex) >= 0) {
            throw broken(place, EtcdFileTexts.lastKeyTooHigh(high.id));
        }
    }

    private int compareKeys(int index, BoltPage other, int otherIndex) {
        int from = keyOffset(index);
        int otherFrom = other.keyOffset(otherIndex);
        return Arrays.compareUnsigned(
                bytes, from, from + keyLength(index), other.bytes, otherFrom, otherFrom + other.keyLength(otherIndex));
    }

    private static RefusedSourceException broken(String place, String reason) {
        return new RefusedSourceException(place, reason, EtcdFileTexts.ANOTHER_COPY);
    }
}
