package dev.baokms.grpc;

import java.util.List;
import java.util.function.Consumer;

/**
 * Handles throwables that should not have been thrown. An error of the virtual machine, such as a full heap, leaves the
 * process in a doubtful state: the owner of the server is told and ends it. Anything else is counted, and the server
 * goes on.
 */
final class ThrownErrors {
    private final CallObserver observer;
    private final Consumer<Throwable> onFatal;

    ThrownErrors(CallObserver observer, Consumer<Throwable> onFatal) {
        this.observer = observer;
        this.onFatal = onFatal;
    }

    /** For a throwable that is counted elsewhere. */
    void inspect(Throwable thrown) {
        if (isFatal(thrown)) {
            onFatal.accept(thrown);
        }
    }

    /** For a throwable from outside any call. */
    void caught(Throwable thrown) {
        inspect(thrown);
        observer.onServerBug(thrown.getClass().getSimpleName(), List.of(thrown.getStackTrace()));
    }

    /** A thread of the server ended while the server still runs. */
    void threadDied(String name) {
        onFatal.accept(new IllegalStateException("thread " + name + " ended"));
    }

    /** A stack overflow is over when the error is caught; a class that cannot be linked never will be. */
    private static boolean isFatal(Throwable thrown) {
        return (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError))
                || thrown instanceof LinkageError;
    }
}
