package dev.baokms.operator.disaster;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Spaces events so that they never exceed a rate. Time without events does not allow more events later. */
final class Pace {
    /** Waits for a time. */
    @FunctionalInterface
    interface Wait {
        void of(long nanos);
    }

    private static final long SECOND = 1_000_000_000;

    private final long apart;
    private final LongSupplier nanos;
    private final Wait wait;
    private boolean begun;
    private long next;

    /**
     * Creates a pace.
     *
     * @param perSecond 1 or more
     */
    Pace(int perSecond, LongSupplier nanos, Wait wait) {
        this.apart = SECOND / perSecond;
        this.nanos = nanos;
        this.wait = wait;
    }

    static Pace of(int perSecond) {
        return new Pace(perSecond, System::nanoTime, LockSupport::parkNanos);
    }

    /** Waits for its turn. Returns early only when the thread is interrupted. */
    void await() {
        long turn = takeTurn();
        for (long left = turn - nanos.getAsLong();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = turn - nanos.getAsLong()) {
            wait.of(left);
        }
    }

    private synchronized long takeTurn() {
        long now = nanos.getAsLong();
        long turn = begun && next - now > 0 ? next : now;
        begun = true;
        next = turn + apart;
        return turn;
    }
}
