package dev.baokms.transit.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides who sends when: a few requests are under way at a time, and later callers queue. A caller that frees a slot
 * gives it to the waiting ones as one batch and names the one that sends it. No call waits for others to join: a free
 * slot is taken at once.
 */
final class GroupQueue<I, O> {
    private final int slots;
    private final int largestBatch;
    private final Lock lock = new ReentrantLock();
    private final ArrayDeque<Waiter<I, O>> queue = new ArrayDeque<>();
    private int taken;

    GroupQueue(int slots, int largestBatch) {
        this.slots = slots;
        this.largestBatch = largestBatch;
    }

    /** True when the caller has a slot and sends its own item alone; otherwise it is queued. */
    boolean takeOrQueue(Waiter<I, O> waiter) {
        lock.lock();
        try {
            if (taken < slots) {
                taken++;
                return true;
            }
            queue.add(waiter);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slot to the waiting callers, or frees it. */
    void release() {
        while (true) {
            List<Waiter<I, O>> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            // The one with the most time left leads, so that the request is not cut short for the others. Each budget
            // is read once: it shrinks, and a sort that sees this may throw.
            boolean led = batch.stream()
                    .map(waiter -> Map.entry(waiter.remaining(), waiter))
                    .sorted(Map.Entry.<Duration, Waiter<I, O>>comparingByKey().reversed())
                    .anyMatch(waiter -> waiter.getValue().lead(batch));
            if (led) {
                return;
            }
            // All of them gave up at this very moment.
        }
    }

    void leave(Waiter<I, O> waiter) {
        lock.lock();
        try {
            queue.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    int free() {
        lock.lock();
        try {
            return slots - taken;
        } finally {
            lock.unlock();
        }
    }

    private List<Waiter<I, O>> next() {
        lock.lock();
        try {
            List<Waiter<I, O>> batch = new ArrayList<>(Math.min(queue.size(), largestBatch));
            while (!queue.isEmpty() && batch.size() < largestBatch) {
                batch.add(queue.remove());
            }
            if (batch.isEmpty()) {
                taken--;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
