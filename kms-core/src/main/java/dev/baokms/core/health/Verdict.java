package dev.baokms.core.health;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.key.DerivedKey;
import java.time.Instant;
import java.util.Optional;

/** The verdict on Status at one instant. It names a key only if there is one to write with. */
public sealed interface Verdict {
    /** The published states of health. */
    enum State {
        OK,
        COASTING,
        CONTINUITY,
        ERROR
    }

    State state();

    /** What is wrong; empty when Status is ok. */
    Optional<Failure> failure();

    /**
     * Fresh evidence, or a failure too young to show.
     *
     * @param writeKey the key that Status names
     */
    record Ok(DerivedKey writeKey) implements Verdict {
        @Override
        public State state() {
            return State.OK;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.empty();
        }
    }

    /**
     * Status shows a failure and still names the last key.
     *
     * @param writeKey the key that Status names
     * @param cause what Status says beside it
     */
    record Coasting(DerivedKey writeKey, Failure cause) implements Verdict {
        @Override
        public State state() {
            return State.COASTING;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(cause);
        }
    }

    /**
     * The key's server cannot be asked, and requests are answered here until a fixed time.
     *
     * @param writeKey the key that Status names
     * @param cause the last failure
     * @param until when that ends, unless the server answers earlier
     * @param ready whether Status says ok all the same
     */
    record Continuing(DerivedKey writeKey, Failure cause, Instant until, boolean ready) implements Verdict {
        @Override
        public State state() {
            return State.CONTINUITY;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(cause);
        }
    }

    /** @param cause the failure that Status returns, so that the API server's lease ends writes */
    record Failing(Failure cause) implements Verdict {
        @Override
        public State state() {
            return State.ERROR;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(cause);
        }
    }
}
