package dev.baokms.grpc;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads on which calls wait for the core.
 *
 * <p>Measured on two cores, per Decrypt: with the whole daemon and one caller, platform threads take 16 % less of
 * the processor and a fifth less time, because a blocked read wakes them without a second thread in between; at 16
 * callers the two differ by less than the noise. With a core that only waits for a socket, 128 callers cost 30 % less
 * on virtual threads. An API server mostly asks one call at a time, so the daemon uses platform threads; both stay, to
 * be measured again when the layers below change.
 */
final class Workers {
    private Workers() {}

    static ExecutorService virtualThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kms-call-", 0).factory());
    }

    /** Unbounded itself: the queues of the methods limit how many tasks run at once. */
    static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("kms-call-", 0).factory());
    }
}
