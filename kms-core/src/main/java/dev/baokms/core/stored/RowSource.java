package dev.baokms.core.stored;

/** A place that etcd's rows can be read from: a file, or a cluster that answers. Reads only. */
public interface RowSource {
    /**
     * Reads everything once that can still be served: rows that no read, watch or list can reach any more are left out.
     * The order does not matter; a file has the newest row first, a server sorts by key. Blocks for as long as a file or
     * a network takes; never throws for what they hold.
     *
     * @param rows called from this thread; what it was told is worth nothing unless the answer is {@link Scan.Complete}
     */
    Scan read(Rows rows);

    /** Who is told the rows. */
    interface Rows {
        /**
         * Comes before the first row. When it comes again, everything told so far is to be forgotten: the source was
         * compacted under the scan and is read from the start at a newer revision; the remarks of the scan say so.
         *
         * @param revision the newest revision there is; no row is of a later one
         */
        void begin(long revision);

        /** One more row. */
        void row(StoredRow row);

        /**
         * How far it is, now and then.
         *
         * @param share of the work of this source, from 0 to 1
         */
        default void progress(double share) {}
    }
}
