package dev.baokms.core.stored;

import java.nio.ByteBuffer;

/**
 * One row of etcd's history. Both buffers are read-only and valid only during the call that hands the row over: a file
 * lends its own pages.
 *
 * @param revision when it was written
 * @param deletion whether the row says that the key is gone; its value is empty then
 * @param key the etcd key, such as {@code /registry/secrets/default/a}
 * @param value what the API server stored
 */
public record StoredRow(Revision revision, boolean deletion, ByteBuffer key, ByteBuffer value) {}
