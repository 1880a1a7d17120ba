package dev.baokms.transit.api;

import dev.baokms.core.failure.Failure;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.report.BackendEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The configured addresses, ranked by their last real answers: a health endpoint proves nothing. */
final class AddressRanking {
    private static final List<Integer> ONLY_ONE = List.of(0);
    private static final String UNKNOWN = "unknown";
    private static final String WELL = "ok";

    private final List<ServerAddress> addresses;
    private final BackendEvent.Sink events;
    private final ReentrantLock lock = new ReentrantLock();
    /** The reason code of an address's trouble, {@link #WELL} or {@link #UNKNOWN}. */
    private final String[] states;

    private final long[] lastAnswer;
    private long answers;

    AddressRanking(List<ServerAddress> addresses, BackendEvent.Sink events) {
        this.addresses = List.copyOf(addresses);
        this.events = events;
        this.states = new String[addresses.size()];
        Arrays.fill(states, UNKNOWN);
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
            // A stable sort: equal addresses keep the configured order.
            ranked.sort(Comparator.comparing(this::isInTrouble)
                    .thenComparing(i -> lastAnswer[i], Comparator.reverseOrder()));
            return ranked;
        } finally {
            lock.unlock();
        }
    }

    void answered(int position) {
        note(position, Optional.empty());
    }

    /** @param trouble what came instead of a usable answer */
    void failed(int position, Failure trouble) {
        note(position, Optional.of(trouble));
    }

    private boolean isInTrouble(int position) {
        return !states[position].equals(WELL) && !states[position].equals(UNKNOWN);
    }

    private void note(int position, Optional<Failure> trouble) {
        String now = trouble.map(Failure::reason).orElse(WELL);
        boolean changed;
        lock.lock();
        try {
            changed = !states[position].equals(now);
            states[position] = now;
            if (trouble.isEmpty()) {
                answers++;
                lastAnswer[position] = answers;
            }
        } finally {
            lock.unlock();
        }
        if (changed) {
            events.accept(new BackendEvent.AddressChanged(position, trouble));
        }
    }
}
