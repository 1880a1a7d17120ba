package dev.baokms.grpc;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Admits a fixed number of calls at once and queues the rest. Peers take turns, and the calls of one peer keep their
 * order. A queued call holds no thread; the thread that ends a call continues with the next.
 *
 * @param <C> a call
 */
final class AdmissionQueue<C extends AdmissionQueue.Waiting> {
    /** What the queue needs to know about a call. */
    interface Waiting {
        /** The peer that the call counts for: peers take turns, and none may take all places. */
        Object peer();

        /** Whether it is answered already, because its time ended or its client left. */
        boolean isAnswered();
    }

    /** The result of entering; only an {@code ADMITTED} call must end with {@link #next}. */
    enum Entry {
        ADMITTED,
        WAITING,
        FULL
    }

    /** Calls that may wait per method. */
    static final int MAX_WAITING = 320;
    /**
     * Calls of one peer that may wait per method; the rest is reserved for others. A cold start takes tens of Decrypts,
     * and a conforming provider must accept 200 at once.
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
     * @return the call whose turn it is now; null when none waits, and the place is free
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
