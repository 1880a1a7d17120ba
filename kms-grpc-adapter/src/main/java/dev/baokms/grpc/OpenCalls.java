package dev.baokms.grpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;

/**
 * All open calls, checked often enough that each is answered in time. One timer serves all of them, because a timer for
 * each would cost more than all other work on an arriving call. Used only by the I/O thread.
 */
final class OpenCalls {
    /** How long before the end of its budget a call may be answered. */
    static final Duration PERIOD = Duration.ofMillis(20);

    private final Deque<PendingCall<?>> calls = new ArrayDeque<>();
    private final Sweep sweep;
    private final PeerLimits limits;

    OpenCalls(ScheduledExecutorService ioThread, PeerLimits limits, ThrownErrors thrown) {
        this.sweep = new Sweep(ioThread, PERIOD, this::lookThrough, thrown);
        this.limits = limits;
    }

    void add(PendingCall<?> call) {
        calls.add(call);
        sweep.wake();
    }

    private boolean lookThrough() {
        for (int left = calls.size(); left > 0; left--) {
            PendingCall<?> call = calls.remove();
            if (call.lookAfter(limits.unreadTime())) {
                calls.add(call);
            }
        }
        return !calls.isEmpty();
    }
}
