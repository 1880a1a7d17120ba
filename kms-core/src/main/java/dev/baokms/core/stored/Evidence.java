package dev.baokms.core.stored;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known besides the rows.
 *
 * @param now when it is judged
 * @param agreedSince since when every daemon and every API server has used the newest key_id, as the operator confirms
 * @param scanned when the scan of the live state began; empty for a file, which does not say when it was made
 * @param watched what a watch after the scan saw
 * @param coverage what should be encrypted
 * @param backupsComplete whether the operator confirms that every backup that is kept is among the sources
 */
public record Evidence(
        Instant now,
        Optional<Instant> agreedSince,
        Optional<Instant> scanned,
        Optional<Watched> watched,
        Optional<Coverage> coverage,
        boolean backupsComplete) {
    /**
     * What was written for a while after the scan.
     *
     * @param lasted how long
     * @param count the writes that were seen, counted as live rows
     * @param whole whether nothing was missed between the scan and its end
     */
    public record Watched(Duration lasted, Count count, boolean whole) {}

    /** Nothing but the rows. */
    public static Evidence none(Instant now) {
        return new Evidence(now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
