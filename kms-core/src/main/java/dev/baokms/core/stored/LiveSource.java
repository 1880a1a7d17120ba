package dev.baokms.core.stored;

import java.time.Duration;
import java.util.OptionalInt;

/** A cluster that answers can also be asked what a file cannot tell. */
public interface LiveSource extends RowSource {
    /**
     * Watches what is written after a revision. Each row counts as the newest of its key, deletions come too. Blocks for
     * all of the time, or until the watch is refused.
     *
     * @param after of a scan before; a write of the very next revision is seen
     * @param howLong at least
     * @return {@link Scan.Complete} at the revision up to which everything was seen
     */
    Scan watch(long after, Duration howLong, Rows rows);

    /**
     * {@code Maintenance.HashKV} as it was at a revision, so that a file can be compared.
     *
     * @return empty when the members do not answer, do not agree, or have compacted it away
     */
    OptionalInt hashKv(long revision);
}
