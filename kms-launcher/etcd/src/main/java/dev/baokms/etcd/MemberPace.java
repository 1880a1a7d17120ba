package dev.baokms.etcd;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Leaves a member, and the machine that the member may run on, to others most of the time. Each piece of work is
 * followed by a rest of several times its length, so anything that waits behind a piece waits for that piece alone. A
 * slow member is asked less often.
 *
 * <p>A priority cannot do this. A kernel compares the priorities of tasks within one session or control group, and etcd
 * runs in another.
 *
 * <p>The sum of all rests is limited; after that, no more rests are made. A scan that never ends is of no use, and the
 * revision at which pages are read is compacted in the end.
 */
final class MemberPace {
    /**
     * A rest is this many times as long as its piece, so the scan takes a tenth of the time unless a rest reaches its
     * limit.
     */
    private static final int TIMES = 9;
    /** A shorter piece counts together with the next one, because going to sleep has a price, too. */
    private static final Duration LEAST_WORK = Duration.ofNanos(100_000);

    private final LongSupplier nanos;
    private final LongConsumer rest;
    private final long longest;
    private long left;
    private long begin;

    /**
     * @param nanos a monotonic clock in nanoseconds
     * @param rest waits for a number of nanoseconds
     * @param longest limit of a single rest
     * @param sum limit of all rests together
     */
    MemberPace(LongSupplier nanos, LongConsumer rest, Duration longest, Duration sum) {
        this.nanos = nanos;
        this.rest = rest;
        this.longest = longest.toNanos();
        this.left = sum.toNanos();
        this.begin = nanos.getAsLong();
    }

    /** Returns a pace for the pieces of a stream or of its copy. */
    static MemberPace ofStream() {
        return new MemberPace(System::nanoTime, LockSupport::parkNanos, Duration.ofMillis(20), Duration.ofMinutes(10));
    }

    /** Returns a pace for pages at one revision, which API servers leave readable for five minutes or more. */
    static MemberPace ofPages() {
        return new MemberPace(System::nanoTime, LockSupport::parkNanos, Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    /** Ends a piece of work. Returns when the next piece may be asked for. */
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
