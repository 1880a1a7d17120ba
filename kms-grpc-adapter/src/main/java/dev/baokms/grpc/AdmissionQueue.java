package dev.baokms.grpc;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets a fixed number of calls through at once and keeps the next ones waiting. Turns go round the peers, and
 * among the calls of one peer the first comes first. A call that waits holds no thread; the thread that ends a
 * call goes on with the next.
 *
 * @param <C> a call
 */
final class AdmissionQueue<C extends AdmissionQueue.Waiting> {
    /** What the queue asks of a call. */
    interface Waiting {
        /** Who takes turns, and may not take all places. */
        Object peer();

        /** Whether it has its answer already, because its time ended or its client went. */
        boolean isAnswered();
    }

    /** What became of a call; only {@code ADMITTED} owes a {@link #next}. */
    enum Entry {
        ADMITTED,
        WAITING,
        FULL
    }

    /** Calls that may wait per method. */
    static final int MAX_WAITING = 320;
    /**
     * Calls of one peer that may wait per method; the rest is kept for others. A cold start is some tens of
     * Decrypts, and a conforming provider must take 200 at once.
     */
    static final int MAX_WAITING_PER_PEER = 256;

    private final int maxRunning;
    private final Map<Object, Queue<C>> waitingByPeer = new LinkedHashMap<>();
    private int running;
    private int waiting;

    AdmissionQueue(int maxRunning) {
        this.maxRunning = maxRunning;
    }

    synchronized Entry enter(C call) {
        if (running < maxRunning) {
            running++;
            return Entry.ADMITTED;
        }
        if (isFull(call.peer())) {
            forgetAnswered();
            if (isFull(call.peer())) {
                return Entry.FULL;
            }
        }
        waitingByPeer.computeIfAbsent(call.peer(), peer -> new ArrayDeque<>()).add(call);
        waiting++;
        return Entry.WAITING;
    }

    private boolean isFull(Object peer) {
        @Nullable Queue<C> mine = waitingByPeer.get(peer);
        return waiting >= MAX_WAITING || (mine != null && mine.size() >= MAX_WAITING_PER_PEER);
    }

    private void forgetAnswered() {
        waitingByPeer.values().forEach(calls -> calls.removeIf(Waiting::isAnswered));
        waitingByPeer.values().removeIf(Queue::isEmpty);
        waiting = waitingByPeer.values().stream().mapToInt(Queue::size).sum();
    }

    /**
     * Ends a call that was admitted.
     *
     * @return the call whose turn it is now; without one the place is free
     */
    synchronized @Nullable C next() {
        while (waiting > 0) {
            var turn = waitingByPeer.entrySet().iterator().next();
            Queue<C> calls = turn.getValue();
            C call = calls.remove();
            waiting--;
            waitingByPeer.remove(turn.getKey());
            if (!calls.isEmpty()) {
                waitingByPeer.put(turn.getKey(), calls);
            }
            if (!call.isAnswered()) {
                return call;
            }
        }
        running--;
        return null;
    }
}
