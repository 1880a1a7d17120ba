package dev.baokms.etcd;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Leaves a member, and the machine that may be the member's, to others most of the time: each piece of work is followed by
 * a rest of several times as long, so that what waits behind a piece waits for that piece alone. A member that is slow is
 * asked less often.
 *
 * <p>No priority does this. A kernel compares tasks of one session or control group by their priority, and etcd runs in
 * another.
 *
 * <p>Rests have a sum, after which none is made any more: a scan that never ends is of no use, and the revision that pages
 * are read at is compacted in the end.
 */
final class MemberPace {
    /** A tenth of the time is the scan's, unless a piece takes longer than a rest may follow. */
    private static final int TIMES = 9;
    /** A piece below this counts with the next: going to sleep has a price of its own. */
    private static final Duration LEAST_WORK = Duration.ofNanos(100_000);

    private final LongSupplier nanos;
    private final LongConsumer rest;
    private final long longest;
    private long left;
    private long begin;

    /**
     * @param nanos a clock that only goes on
     * @param rest waits for so many nanoseconds
     * @param longest a single rest
     * @param sum of all rests
     */
    MemberPace(LongSupplier nanos, LongConsumer rest, Duration longest, Duration sum) {
        this.nanos = nanos;
        this.rest = rest;
        this.longest = longest.toNanos();
        this.left = sum.toNanos();
        this.begin = nanos.getAsLong();
    }

    /** Of pieces of a stream or of its copy. */
    static MemberPace ofStream() {
        return new MemberPace(System::nanoTime, LockSupport::parkNanos, Duration.ofMillis(20), Duration.ofMinutes(10));
    }

    /** Of pages as of one revision, which API servers leave readable for five minutes or more. */
    static MemberPace ofPages() {
        return new MemberPace(System::nanoTime, LockSupport::parkNanos, Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    /** A piece is done; gives control back when the next may be asked for. */
    void pieceDone() {
        long took = nanos.getAsLong() - begin;
        if (took < LEAST_WORK.toNanos()) {
            return;
        }
        long wanted = Math.min(Math.min(TIMES * took, longest), left);
        if (wanted > 0) {
            left -= wanted;
            rest.accept(wanted);
        }
        begin = nanos.getAsLong();
    }
}
