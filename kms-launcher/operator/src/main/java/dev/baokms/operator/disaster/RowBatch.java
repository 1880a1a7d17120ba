package dev.baokms.operator.disaster;

import dev.baokms.core.stored.StoredRow;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Copies of some rows side by side in one reused array. */
final class RowBatch {
    private static final int BYTES = 1 << 18;
    private static final int ROWS = 512;

    private byte[] bytes = new byte[BYTES];
    private final int[] keyEnds = new int[ROWS];
    private final int[] ends = new int[ROWS];
    private final boolean[] live = new boolean[ROWS];
    private int rows;
    private int used;

    void clear() {
        rows = 0;
        used = 0;
    }

    int rows() {
        return rows;
    }

    /** Adds a row; false when there is no room. An empty batch has room for any row. */
    boolean add(StoredRow row) {
        int needed = row.key().remaining() + row.value().remaining();
        if (rows > 0 && (rows == ROWS || needed > bytes.length - used)) {
            return false;
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed);
        }
        copy(row.key());
        keyEnds[rows] = used;
        copy(row.value());
        ends[rows] = used;
        live[rows] = row.live();
        rows++;
        return true;
    }

    private void copy(ByteBuffer buffer) {
        int length = buffer.remaining();
        buffer.get(buffer.position(), bytes, used, length);
        used += length;
    }

    Stretch key(int row) {
        int begin = row == 0 ? 0 : ends[row - 1];
        return new Stretch(bytes, begin, keyEnds[row] - begin);
    }

    Stretch value(int row) {
        return new Stretch(bytes, keyEnds[row], ends[row] - keyEnds[row]);
    }

    boolean live(int row) {
        return live[row];
    }
}
