package dev.baokms.testkit.emulator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What all nodes share: the state with its recent history, the tokens, the clock. */
final class Store {
    /** How far a standby can lag; more than any test needs, and little memory. */
    static final int MAX_LAG = 64;

    private final InstantSource clock;
    private final Tokens tokens;
    private final String clusterId = UUID.randomUUID().toString();
    private final Deque<ServerState> past = new ArrayDeque<>();
    private volatile ServerState now = ServerState.empty();

    Store(InstantSource clock) {
        this.clock = clock;
        this.tokens = new Tokens(clock);
    }

    ServerState now() {
        return now;
    }

    /** The state before the last {@code writes} changes, or the oldest that is kept. */
    synchronized ServerState before(int writes) {
        ServerState found = now;
        Iterator<ServerState> newestFirst = past.iterator();
        for (int i = 0; i < writes && newestFirst.hasNext(); i++) {
            found = newestFirst.next();
        }
        return found;
    }

    /** Applies changes one at a time and returns the new state; a refusal thrown inside changes nothing. */
    synchronized ServerState change(UnaryOperator<ServerState> change) {
        ServerState next = change.apply(now);
        past.addFirst(now);
        if (past.size() > MAX_LAG) {
            past.removeLast();
        }
        now = next;
        return next;
    }

    Tokens tokens() {
        return tokens;
    }

    Instant instant() {
        return clock.instant();
    }

    String clusterId() {
        return clusterId;
    }
}
