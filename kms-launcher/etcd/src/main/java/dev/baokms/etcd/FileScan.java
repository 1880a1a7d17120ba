package dev.baokms.etcd;

import dev.baokms.core.stored.Revision;
import dev.baokms.core.stored.RowSource.Rows;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.etcd.KeyMemory.Before;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;

/**
 * Reads an etcd database in two passes. The first tells the rows from the newest to the oldest, so that the first row
 * of a key is the one that counts. The second reads everything in ascending order, for the figures that etcd's own
 * tools print.
 */
final class FileScan {
    private static final String KEYS = "key";
    /** One bit is kept for each row. The limit is a thousand times what etcd is made for. */
    private static final int MOST_ROWS = 1 << 28;

    private static final int ROWS_BETWEEN_REPORTS = 1024;
    private static final double USUAL_ROW = 512;
    /** The share of the work that is done before the rows are told. {@code MIDDLE} is the share after that. */
    private static final double BEGIN = 0.3;

    private static final double MIDDLE = 0.7;

    private final DataFile file;
    private final BoltFile bolt;
    private final KeyMemory keys;
    private final Rows rows;
    private final StoreFacts facts;
    // Counted from the newest row: whether a row is the newest of a key that is not deleted.
    private final BitSet kept = new BitSet();
    private final CRC32C status = new CRC32C();
    private final List<HashKv> hashes = new ArrayList<>();
    private long revision;
    private int keyRows;
    private long allRows;
    private long liveKeys;
    private boolean begun;

    FileScan(DataFile file, BoltFile bolt, KeyMemory keys, Rows rows) throws RefusedSourceException {
        this.file = file;
        this.bolt = bolt;
        this.keys = keys;
        this.rows = rows;
        this.facts = StoreFacts.of(bolt);
    }

    /**
     * @param compactRevisions returns, for the file's revision, the compact revisions of the members' hashes; the hash
     *     at the file's own compact revision comes first
     */
    void run(LongFunction<List<Long>> compactRevisions) throws RefusedSourceException {
        tellRows();
        hashes.add(new HashKv(facts.hashedCompaction(), liveKeys > 0));
        for (long each : compactRevisions.apply(revision)) {
            hashes.add(new HashKv(each, liveKeys > 0));
        }
        hashAll();
        rows.progress(1);
    }

    /** What a scan of the same bytes must find again. */
    record Extent(long revision, int keyRows, long liveKeys) {}

    Extent extent() {
        return new Extent(revision, keyRows, liveKeys);
    }

    StoreFacts facts() {
        return facts;
    }

    long revision() {
        return revision;
    }

    /** The number of all elements of all buckets, which etcdctl up to 3.5 prints. */
    long allRows() {
        return allRows;
    }

    /** The number of live keys, which etcdutl from 3.6 on prints. */
    long liveKeys() {
        return liveKeys;
    }

    int statusHash() {
        return (int) status.getValue();
    }

    /** At least one hash, the file's own first. */
    List<HashKv> hashes() {
        return hashes;
    }

    /** Runs the first pass, which finds everything but the hashes. */
    void tellRows() throws RefusedSourceException {
        var row = new HistoryRow(file.name());
        boolean found = bolt.backward(KEYS, (page, index) -> {
            row.read(page, index);
            if (!begun) {
                begin(row.main());
            }
            place(page, row);
            keyRows++;
            if (keyRows % ROWS_BETWEEN_REPORTS == 0) {
                // The number of rows shows only at the end. In most clusters a row takes 512 bytes or more.
                rows.progress(Math.min(MIDDLE, BEGIN + (MIDDLE - BEGIN) * keyRows * USUAL_ROW / bolt.size()));
            }
        });
        if (!found) {
            throw new RefusedSourceException(
                    file.name(), EtcdFileTexts.NO_KEY_BUCKET, EtcdFileTexts.NAME_A_FILE_OF_ETCD);
        }
        if (!begun) {
            begin(0);
        }
    }

    private void begin(long newestRow) {
        begun = true;
        // An etcd without writes is at revision 1.
        revision = Math.max(Math.max(1, newestRow), facts.newestCompaction());
        rows.begin(revision);
    }

    private void place(BoltPage page, HistoryRow row) throws RefusedSourceException {
        if (keyRows == MOST_ROWS) {
            throw row.broken(EtcdFileTexts.tooManyRows(MOST_ROWS));
        }
        boolean old = row.main() <= facts.compacted();
        Before before = keys.meet(page.bytes(), row.keyOffset(), row.keyLength(), old);
        if (keys.full()) {
            throw new RefusedSourceException(
                    file.name(), EtcdFileTexts.MORE_KEYS_THAN_MEMORY, EtcdFileTexts.MORE_MEMORY);
        }
        boolean newest = before == Before.NEW;
        if (newest && !row.deletion()) {
            liveKeys++;
            kept.set(keyRows);
        }
        boolean reachable = row.main() >= facts.compacted() || (!row.deletion() && before != Before.MET_OLD);
        if (reachable && !row.empty()) {
            rows.row(new StoredRow(
                    new Revision(row.main(), row.sub()),
                    row.deletion(),
                    newest,
                    page.lend(row.keyOffset(), row.keyLength()),
                    page.lend(row.valueOffset(), row.deletion() ? 0 : row.valueLength())));
        }
    }

    private void hashAll() throws RefusedSourceException {
        var row = new HistoryRow(file.name());
        int[] place = {keyRows};
        bolt.forward(name -> {
            status.update(name);
            boolean isKeys = StoreFacts.isNamed(name, KEYS);
            return (page, index) -> {
                int offset = page.keyOffset(index);
                int length = page.keyLength(index) + page.valueLength(index);
                status.update(page.bytes(), offset, length);
                allRows++;
                if (isKeys) {
                    row.readRevision(page, index);
                    place[0]--;
                    if (place[0] < 0) {
                        throw row.broken(EtcdFileTexts.ROW_CHANGED);
                    }
                    boolean isKept = kept.get(place[0]);
                    for (HashKv hash : hashes) {
                        hash.row(row, isKept, page.bytes(), offset, length);
                    }
                    if (place[0] % ROWS_BETWEEN_REPORTS == 0) {
                        rows.progress(MIDDLE + (1 - MIDDLE) * (keyRows - place[0]) / keyRows);
                    }
                }
            };
        });
        if (place[0] != 0) {
            throw changed(file);
        }
    }

    static RefusedSourceException changed(DataFile file) {
        return new RefusedSourceException(file.name(), EtcdFileTexts.CHANGED, EtcdFileTexts.READ_A_QUIET_ONE);
    }
}
