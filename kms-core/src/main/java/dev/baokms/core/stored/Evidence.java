package dev.baokms.core.stored;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What else is known beside the rows.
 *
 * @param now when it is judged
 * @param agreedSince since when, by the operator's word, every daemon and every API server has used the newest key_id
 * @param scanned when the scan of the live state began; nothing for a file, which does not say of when it is
 * @param watched what a watch after the scan saw
 * @param coverage what is to be encrypted
 * @param backupsComplete the operator's word that every backup that is kept is among the sources
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
     * @param count of the writes that were seen, as live rows
     * @param whole whether nothing was missed between the scan and its end
     */
    public record Watched(Duration lasted, Count count, boolean whole) {}

    /** Nothing but the rows. */
    public static Evidence none(Instant now) {
        return new Evidence(now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
