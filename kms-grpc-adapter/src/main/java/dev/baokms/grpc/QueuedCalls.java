package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for something while they are served: at most so many at once, each on a thread of its own.
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
        } catch (Throwable bug) { // Such as no more threads: the place must not be lost with the call.
            call.fail(bug);
            parts().thrown().inspect(bug);
            // Calls enter on this thread only, so since this one entered no other can have begun to wait.
            @Nullable PendingCall<T> unused = queue.next();
        }
    }

    /** The thread that ends a call goes on with the next one that waits, so that no other has to be woken. */
    private void serveInTurn(PendingCall<T> first) {
        @Nullable PendingCall<T> call = first;
        while (call != null) {
            try {
                serve(call);
            } catch (Throwable bug) { // An observer, or a heap that is full.
                parts().thrown().caught(bug);
            }
            call = queue.next();
        }
    }
}
