package dev.baokms.etcd;

import java.util.zip.CRC32C;

/**
 * {@code Maintenance.HashKV}, as etcd's {@code server/storage/mvcc/hash.go} computes it at the newest revision: of the
 * rows above the compact revision, and below it of those that are the newest of a key that is not deleted.
 */
final class HashKv {
    private final long compactRevision;
    private final boolean anyKept;
    private final CRC32C crc = new CRC32C();

    /**
     * @param compactRevision as the member has it, -1 when it never compacted
     * @param anyKept whether there is a live key; etcd leaves nothing out where there is none
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

    /** @param kept whether it is the newest of a key that is not deleted */
    void row(HistoryRow row, boolean kept, byte[] bytes, int offset, int length) {
        boolean compacted = row.main() <= compactRevision && anyKept && !kept;
        // Later versions keep such a row, earlier ones do not: etcd leaves it out so that their hashes agree.
        boolean deletedThere = row.main() == compactRevision && row.deletion();
        if (!compacted && !deletedThere) {
            crc.update(bytes, offset, length);
        }
    }

    int value() {
        return (int) crc.getValue();
    }
}
