package dev.baokms.transit.api;

import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.report.BackendEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The configured addresses, ranked by what really answered last: a health endpoint's word proves nothing. */
final class AddressRanking {
    private static final List<Integer> ONLY_ONE = List.of(0);

    private enum State {
        UNKNOWN,
        UP,
        DOWN
    }

    private final List<ServerAddress> addresses;
    private final BackendEvent.Sink events;
    private final ReentrantLock lock = new ReentrantLock();
    private final State[] states;
    private final long[] lastAnswer;
    private long answers;

    AddressRanking(List<ServerAddress> addresses, BackendEvent.Sink events) {
        this.addresses = List.copyOf(addresses);
        this.events = events;
        this.states = new State[addresses.size()];
        Arrays.fill(states, State.UNKNOWN);
        this.lastAnswer = new long[addresses.size()];
    }

    ServerAddress at(int position) {
        return addresses.get(position);
    }

    int size() {
        return addresses.size();
    }

    /** All positions, the best first. */
    List<Integer> ranked() {
        if (addresses.size() == 1) {
            return ONLY_ONE;
        }
        lock.lock();
        try {
            List<Integer> ranked =
                    new ArrayList<>(IntStream.range(0, addresses.size()).boxed().toList());
            // Stable: among equals the configured order stands.
            ranked.sort(Comparator.comparing((Integer i) -> states[i] == State.DOWN)
                    .thenComparing(i -> lastAnswer[i], Comparator.reverseOrder()));
            return ranked;
        } finally {
            lock.unlock();
        }
    }

    void answered(int position) {
        note(position, State.UP);
    }

    void silent(int position) {
        note(position, State.DOWN);
    }

    private void note(int position, State now) {
        boolean changed;
        lock.lock();
        try {
            changed = states[position] != now;
            states[position] = now;
            if (now == State.UP) {
                answers++;
                lastAnswer[position] = answers;
            }
        } finally {
            lock.unlock();
        }
        if (changed) {
            events.accept(new BackendEvent.AddressChanged(position, now == State.UP));
        }
    }
}
