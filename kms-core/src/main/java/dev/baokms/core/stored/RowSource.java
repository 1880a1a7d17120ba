package dev.baokms.core.stored;

/** A place that etcd's rows can be read from: a file, or a cluster that answers. Reads only. */
public interface RowSource {
    /**
     * Reads everything once, newest row first, so that the first row of a key is the one that counts. Blocks for as
     * long as a file or a network takes; never throws for what they hold.
     *
     * @param rows called from this thread; what it was told is worth nothing unless the answer is {@link Scan.Complete}
     */
    Scan read(Rows rows);

    /** Who is told the rows. */
    interface Rows {
        /** One more row, older than the one before it. */
        void row(StoredRow row);

        /**
         * Forget every row of this source: it was compacted under the scan and is read again at a newer revision.
         *
         * @param reason one sentence for the report
         */
        void restart(String reason);
    }
}
