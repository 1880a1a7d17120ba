package dev.baokms.transit;

import dev.baokms.core.port.Event;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import okhttp3.HttpUrl;

/** The configured addresses, ranked by what really answered last: a health endpoint's word proves nothing. */
final class Addresses {
    private enum State {
        UNKNOWN,
        UP,
        DOWN
    }

    private final List<HttpUrl> urls;
    private final Event.Sink events;
    private final ReentrantLock lock = new ReentrantLock();
    private final State[] states;
    private final long[] lastAnswer;
    private long answers;

    Addresses(List<URI> addresses, Event.Sink events) {
        this.urls = addresses.stream()
                .map(uri -> Objects.requireNonNull(HttpUrl.get(uri)))
                .toList();
        this.events = events;
        this.states = new State[urls.size()];
        Arrays.fill(states, State.UNKNOWN);
        this.lastAnswer = new long[urls.size()];
    }

    HttpUrl url(int position) {
        return urls.get(position);
    }

    /** All positions, the best first. */
    List<Integer> ranked() {
        lock.lock();
        try {
            List<Integer> ranked =
                    new ArrayList<>(IntStream.range(0, urls.size()).boxed().toList());
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
            events.accept(new Event.EndpointChanged(position, now == State.UP));
        }
    }
}
