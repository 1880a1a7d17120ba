package dev.baokms.auth.pkcs11;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one thread that calls into the module. No interrupt frees a thread from a native call that hangs, and a virtual
 * thread would pin its carrier. So only this thread can hang, and every caller waits at most until its own deadline.
 */
final class TokenThread implements AutoCloseable {
    // Handshakes that wait for a signature; a longer queue would be an outage.
    private static final int WAITING = 16;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("pkcs11").factory());
    private final AtomicInteger overdue = new AtomicInteger();

    /** Work with the token. */
    interface TokenTask<T> {
        T done() throws Pkcs11LoginException;
    }

    /**
     * Fails with {@code TOKEN_SILENT} at the deadline, and at once while an earlier call has passed its own deadline.
     */
    <T> T call(Duration deadline, TokenTask<T> work) throws Pkcs11LoginException {
        if (overdue.get() > 0) {
            throw new Pkcs11LoginException(Pkcs11Problem.TOKEN_SILENT);
        }
        var state = new TaskProgress();
        Future<T> result;
        try {
            result = thread.submit(() -> {
                state.begin();
                try {
                    return work.done();
                } finally {
                    state.end(overdue);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new Pkcs11LoginException(Pkcs11Problem.TOKEN_SILENT, e);
        }
        try {
            return result.get(Math.max(0, deadline.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result.cancel(false);
            state.giveUp(overdue);
            throw new Pkcs11LoginException(Pkcs11Problem.TOKEN_SILENT, e);
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new Pkcs11LoginException(Pkcs11Problem.TOKEN_SILENT, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Pkcs11LoginException trouble) {
                throw trouble;
            }
            throw new IllegalStateException("work with the token has a bug", e.getCause());
        }
    }

    /** Does not wait: a thread that hangs in the module ends with the process. */
    @Override
    public void close() {
        thread.shutdown();
    }

    /** Tracks whether the thread still works on a call that its caller gave up. */
    private static final class TaskProgress {
        private boolean running;
        private boolean givenUp;

        synchronized void begin() {
            running = true;
        }

        synchronized void giveUp(AtomicInteger overdue) {
            givenUp = running;
            if (givenUp) {
                overdue.incrementAndGet();
            }
        }

        synchronized void end(AtomicInteger overdue) {
            running = false;
            if (givenUp) {
                overdue.decrementAndGet();
            }
        }
    }
}
