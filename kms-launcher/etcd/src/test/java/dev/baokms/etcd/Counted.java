package dev.baokms.etcd;

import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.StoredRow;

/** Looks at every byte of a row and keeps none. */
final class Counted implements Rows {
    private long rows;
    private long live;
    private long bytes;

    @Override
    public void begin(long revision) {
        rows = 0;
        live = 0;
        bytes = 0;
    }

    @Override
    public void row(StoredRow row) {
        rows++;
        live += row.live() ? 1 : 0;
        bytes += row.key().remaining() + row.value().remaining();
    }

    long rows() {
        return rows;
    }

    long live() {
        return live;
    }

    long bytes() {
        return bytes;
    }
}
