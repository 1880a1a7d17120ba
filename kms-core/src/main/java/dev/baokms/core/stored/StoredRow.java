package dev.baokms.core.stored;

import java.nio.ByteBuffer;

/**
 * One row of etcd's history that can still be served. Both buffers are read-only and valid only during the call that
 * hands the row over: a file lends its own pages.
 *
 * @param revision when it was written
 * @param deletion whether the row says that the key is gone; its value is empty then
 * @param newest whether it is the last row of its key at the revision of the scan; true for at most one row of a key
 * @param key the etcd key, such as {@code /registry/secrets/default/a}
 * @param value what the API server stored
 */
public record StoredRow(Revision revision, boolean deletion, boolean newest, ByteBuffer key, ByteBuffer value) {
    /** Whether a read now returns it. */
    public boolean live() {
        return newest && !deletion;
    }
}
