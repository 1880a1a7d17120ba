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
     * One tenth of the deadline is kept back so that our own answer, which names the reason, arrives before the
     * client's DEADLINE_EXCEEDED, which hides it: of the API server's 3 s, 2.7 s are used.
     */
    private static final int KEPT_BACK = 10;

    private CallBudget() {}

    /**
     * Does not end when the client goes away: a budget that ended early would look like a slow OpenBao to everyone
     * who learns from timeouts, and any client could then talk the provider into being unhealthy.
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
