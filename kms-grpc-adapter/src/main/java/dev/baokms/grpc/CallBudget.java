package dev.baokms.grpc;

import dev.baokms.core.port.Budget;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a call may take. */
final class CallBudget {
    /**
     * One tenth of the deadline is kept back, so that the daemon's answer with the reason arrives before the client's
     * own DEADLINE_EXCEEDED, which would hide it: of the API server's 3 s, 2.7 s are used.
     */
    private static final int KEPT_BACK = 10;

    private CallBudget() {}

    /**
     * The budget does not end when the client leaves: an early end would look like a slow OpenBao to code that judges
     * by timeouts, and any client could make the provider unhealthy.
     */
    static Budget of(Context call, Duration callTimeout) {
        return Budget.starting(System::nanoTime, total(call.getDeadline(), callTimeout));
    }

    private static Duration total(@Nullable Deadline deadline, Duration callTimeout) {
        if (deadline == null) {
            return callTimeout;
        }
        long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
        Duration usable = Duration.ofNanos(left - left / KEPT_BACK);
        return usable.compareTo(callTimeout) < 0 ? usable : callTimeout;
    }
}
