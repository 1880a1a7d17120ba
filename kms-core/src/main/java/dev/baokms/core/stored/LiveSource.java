package dev.baokms.core.stored;

import java.time.Duration;
import java.util.OptionalInt;

/** A running cluster, which can also answer what a file cannot. */
public interface LiveSource extends RowSource {
    /**
     * Watches what is written after a revision, deletions included. Each row counts as the newest of its key. Blocks
     * for the whole time, or until the watch is refused.
     *
     * @param after the revision of an earlier scan; a write at the very next revision is seen
     * @param howLong at least
     * @return {@link Scan.Complete} at the revision up to which everything was seen
     */
    Scan watch(long after, Duration howLong, Rows rows);

    /**
     * {@code Maintenance.HashKV} at a revision, to compare a file with the cluster.
     *
     * @return empty when the members do not answer, do not agree, or have compacted that revision
     */
    OptionalInt hashKv(long revision);
}
