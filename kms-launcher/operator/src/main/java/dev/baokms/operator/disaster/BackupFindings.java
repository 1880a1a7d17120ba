package dev.baokms.operator.disaster;

import dev.baokms.core.stored.Count;
import dev.baokms.core.stored.Scan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The findings about one snapshot and one OpenBao.
 *
 * @param count counts of everything in the snapshot
 * @param served the versions that OpenBao had when it was asked
 * @param readAt when it was asked for them
 * @param seeds the seeds by outcome
 * @param losses the lost objects by reason
 * @param why the reason why some objects are not proven; empty when all were tried
 */
record BackupFindings(
        Scan.Complete snapshot,
        Count count,
        ServedVersions served,
        Instant readAt,
        SeedCount seeds,
        ObjectCount opened,
        ObjectCount lost,
        ObjectCount notProven,
        List<Losses.Loss> losses,
        Optional<String> why) {

    /** Counts live objects, and superseded or deleted ones that watches and older reads can still return. */
    record ObjectCount(long live, long superseded) {
        static final ObjectCount NONE = new ObjectCount(0, 0);

        long all() {
            return live + superseded;
        }

        ObjectCount plus(long moreLive, long moreSuperseded) {
            return new ObjectCount(live + moreLive, superseded + moreSuperseded);
        }
    }

    /**
     * Counts seeds by outcome.
     *
     * @param before seeds that an earlier run proved
     */
    record SeedCount(int all, int unwrapped, int before, int lost, int notProven) {}

    /** The conclusion from the findings. */
    enum Conclusion {
        ALL_OPEN,
        WOULD_LOSE,
        NOT_PROVEN,
        NOTHING_THERE
    }

    /** Returns the count of all objects that this provider encrypted. */
    ObjectCount encrypted() {
        return opened.plus(lost.live, lost.superseded).plus(notProven.live, notProven.superseded);
    }

    Conclusion conclusion() {
        if (lost.all() > 0) {
            return Conclusion.WOULD_LOSE;
        }
        if (notProven.all() > 0) {
            return Conclusion.NOT_PROVEN;
        }
        return opened.all() == 0 ? Conclusion.NOTHING_THERE : Conclusion.ALL_OPEN;
    }
}
