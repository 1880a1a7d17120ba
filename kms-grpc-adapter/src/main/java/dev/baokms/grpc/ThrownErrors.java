package dev.baokms.grpc;

import java.util.List;
import java.util.function.Consumer;

/**
 * Decides what becomes of something thrown that should not have been. An error of the virtual machine, such as a
 * heap that is full, leaves a process in a doubtful state: the owner of the server is told
 * and ends it. All else is counted, and the server goes on.
 */
final class ThrownErrors {
    private final CallObserver observer;
    private final Consumer<Throwable> onFatal;

    ThrownErrors(CallObserver observer, Consumer<Throwable> onFatal) {
        this.observer = observer;
        this.onFatal = onFatal;
    }

    /** For what is counted elsewhere. */
    void inspect(Throwable thrown) {
        if (isFatal(thrown)) {
            onFatal.accept(thrown);
        }
    }

    /** For what was thrown outside of a call. */
    void caught(Throwable thrown) {
        inspect(thrown);
        observer.onServerBug(thrown.getClass().getSimpleName(), List.of(thrown.getStackTrace()));
    }

    /** A thread of the server ended although it should run as long as the server does. */
    void threadDied(String name) {
        onFatal.accept(new IllegalStateException("thread " + name + " ended"));
    }

    /** The stack that overflowed is gone when the error is caught; a class that cannot be linked will never be. */
    private static boolean isFatal(Throwable thrown) {
        return (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError))
                || thrown instanceof LinkageError;
    }
}
