package dev.baokms.core.stored;

/** A source of etcd's rows: a file or a running cluster. It is only read. */
public interface RowSource {
    /**
     * Reads every row once that can still be served; rows that no read, watch or list can reach any more are left out.
     * The order is not defined: a file has the newest row first, a server sorts by key. Blocks for as long as a file or
     * a network takes; never throws for what they hold.
     *
     * @param rows called from this thread; discard what it received unless the result is {@link Scan.Complete}
     */
    Scan read(Rows rows);

    /** Receives the rows. */
    interface Rows {
        /**
         * Called before the first row. When it is called again, forget everything received so far: the source was
         * compacted during the scan and is read from the start at a newer revision; the remarks of the scan say so.
         *
         * @param revision the newest revision; no row is later
         */
        void begin(long revision);

        /** One more row. */
        void row(StoredRow row);

        /**
         * Reports progress from time to time.
         *
         * @param share the share of this source's work that is done, from 0 to 1
         */
        default void progress(double share) {}
    }
}
