package dev.baokms.grpc;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Serves the calls of one method: at most so many at once, each within its budget, each answered once. */
final class MethodCalls {
    private final Lane lane;
    private final Duration callTimeout;
    private final ScheduledExecutorService clock;

    MethodCalls(int maxConcurrent, Duration callTimeout, ScheduledExecutorService clock) {
        this.lane = new Lane(maxConcurrent);
        this.callTimeout = callTimeout;
        this.clock = clock;
    }

    <T> void serve(LiveCall<T> call, Function<Budget, Outcome<Answer<T>>> work) {
        Context context = Context.current();
        Budget budget = CallBudget.of(context, callTimeout);
        // Everything below keeps to the budget by itself. Should it ever not, in a native call that hangs, the API
        // server
        // still gets an answer it can show; the work goes on holding its place until it returns.
        Future<?> alarm = clock.schedule(
                () -> call.fail(new Failure.Timeout()), budget.remaining().toNanos(), TimeUnit.NANOSECONDS);
        try {
            switch (lane.enter(budget, context)) {
                case ADMITTED -> run(call, work, budget);
                case FULL -> call.reject(new Failure.Busy(Duration.ZERO));
                case GAVE_UP -> call.fail(new Failure.Timeout());
            }
        } finally {
            alarm.cancel(false);
        }
    }

    private <T> void run(LiveCall<T> call, Function<Budget, Outcome<Answer<T>>> work, Budget budget) {
        try {
            call.answer(work.apply(budget));
        } catch (Throwable bug) { // Errors too: the server outlives a call, whatever it died of.
            call.fail(bug);
        } finally {
            lane.leave();
        }
    }
}
