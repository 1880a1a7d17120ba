package dev.baokms.etcd;

import java.util.zip.CRC32C;

/**
 * Computes the hash of {@code Maintenance.HashKV} at the newest revision, as etcd's {@code server/storage/mvcc/hash.go}
 * does. The hash covers the rows above the compact revision and, of the other rows, each that is the newest of a key
 * that is not deleted.
 */
final class HashKv {
    private final long compactRevision;
    private final boolean anyKept;
    private final CRC32C crc = new CRC32C();

    /**
     * @param compactRevision as the member reports it, -1 when it never compacted
     * @param anyKept whether a live key exists; without one, etcd leaves nothing out
     */
    HashKv(long compactRevision, boolean anyKept) {
        this.compactRevision = compactRevision;
        this.anyKept = anyKept;
        crc.update('k');
        crc.update('e');
        crc.update('y');
    }

    long compactRevision() {
        return compactRevision;
    }

    /** @param kept whether the row is the newest of a key that is not deleted */
    void row(HistoryRow row, boolean kept, byte[] bytes, int offset, int length) {
        boolean compacted = row.main() <= compactRevision && anyKept && !kept;
        // Later versions of etcd keep such a row and earlier ones do not. etcd leaves it out so that their hashes
        // agree.
        boolean deletedThere = row.main() == compactRevision && row.deletion();
        if (!compacted && !deletedThere) {
            crc.update(bytes, offset, length);
        }
    }

    int value() {
        return (int) crc.getValue();
    }
}
