package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls that block while they are served: a limited number at once, each on its own thread.
 *
 * @param <T> the response
 */
final class QueuedCalls<T> extends MethodCalls<T> {
    private final AdmissionQueue<PendingCall<T>> queue;
    private final Executor workers;

    QueuedCalls(Method method, MethodWork<T> work, ServerParts parts, int maxConcurrent, Executor workers) {
        super(method, work, parts);
        this.queue = new AdmissionQueue<>(maxConcurrent);
        this.workers = workers;
    }

    @Override
    void submit(PendingCall<T> call) {
        switch (queue.enter(call)) {
            case ADMITTED -> start(call);
            case WAITING -> {}
            case FULL -> call.reject("too many calls wait already; ask again in a second");
        }
    }

    private void start(PendingCall<T> call) {
        try {
            workers.execute(() -> serveInTurn(call));
        } catch (Throwable bug) { // For example, no thread could be started: the place must not be lost with the call.
            call.fail(bug);
            parts().thrown().inspect(bug);
            // Calls enter only on this thread, so no other can have begun to wait since this one entered.
            @Nullable PendingCall<T> unused = queue.next();
        }
    }

    /** The thread that ends a call continues with the next waiting one, so that no other thread must be woken. */
    private void serveInTurn(PendingCall<T> first) {
        @Nullable PendingCall<T> call = first;
        while (call != null) {
            try {
                serve(call);
            } catch (Throwable bug) { // From an observer, or because the heap is full.
                parts().thrown().caught(bug);
            }
            call = queue.next();
        }
    }
}
