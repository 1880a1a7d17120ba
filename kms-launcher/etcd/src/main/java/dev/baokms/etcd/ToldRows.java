package dev.baokms.etcd;

import com.google.protobuf.ByteString;
import dev.baokms.core.stored.Revision;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.etcd.proto.KeyValue;
import java.nio.ByteBuffer;

/** Hands on a server's rows, each once even if several answers contain it. */
final class ToldRows {
    private final String place;
    private final KeyMemory memory;
    private final Rows rows;
    private byte[] identity = new byte[256];

    /** @param place for messages */
    ToldRows(String place, KeyMemory memory, Rows rows) {
        this.place = place;
        this.memory = memory;
        this.rows = rows;
    }

    /** Tells the newest row of a key. */
    void live(KeyValue row) throws RefusedSourceException {
        tell(row, false, true);
    }

    /** Tells a row unless it was told before. A row that was not told as live has a later one. */
    void superseded(KeyValue row) throws RefusedSourceException {
        tell(row, false, false);
    }

    /** Tells a deletion. Whether the key was written again is unknown. */
    void deletion(KeyValue row) throws RefusedSourceException {
        tell(row, true, false);
    }

    private void tell(KeyValue row, boolean deletion, boolean newest) throws RefusedSourceException {
        if (isNew(row)) {
            rows.row(new StoredRow(
                    new Revision(row.getModRevision(), 0),
                    deletion,
                    newest,
                    row.getKey().asReadOnlyByteBuffer(),
                    row.getValue().asReadOnlyByteBuffer()));
        }
    }

    private boolean isNew(KeyValue row) throws RefusedSourceException {
        ByteString key = row.getKey();
        int length = key.size() + Long.BYTES;
        if (identity.length < length) {
            identity = new byte[2 * length];
        }
        key.copyTo(identity, 0);
        ByteBuffer.wrap(identity).putLong(key.size(), row.getModRevision());
        boolean isNew = memory.meet(identity, 0, length, false) == KeyMemory.Before.NEW;
        if (memory.full()) {
            throw new RefusedSourceException(place, EtcdFileTexts.MORE_ROWS_THAN_MEMORY, EtcdFileTexts.MORE_MEMORY);
        }
        return isNew;
    }
}
