package dev.baokms.grpc;

import dev.baokms.grpc.CallObserver.Method;

/**
 * Calls that are answered where they arrive, on the I/O thread: for work that never waits and takes less time than
 * waking another thread.
 *
 * @param <T> the response
 */
final class ImmediateCalls<T> extends MethodCalls<T> {
    ImmediateCalls(Method method, MethodWork<T> work, ServerParts parts) {
        super(method, work, parts);
    }

    @Override
    void submit(PendingCall<T> call) {
        serve(call);
    }
}
