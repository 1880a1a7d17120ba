package dev.baokms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that a test starts, watches and ends; every wait is for a condition, and bounded. */
final class Threads implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Thread> started = new ArrayList<>();

    <T> CompletableFuture<T> start(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        started.add(thread);
        return result;
    }

    Thread last() {
        return started.getLast();
    }

    /** Until every thread started so far is parked or has ended. */
    void awaitAllParked() {
        await(() -> started.stream().allMatch(thread -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED -> false;
        }));
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nothing interrupts this thread", e);
        }
    }

    static <T> T result(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        for (Thread thread : started) {
            try {
                assertThat(thread.join(PATIENCE)).as("thread has ended").isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError("nothing interrupts this thread", e);
            }
        }
    }
}
