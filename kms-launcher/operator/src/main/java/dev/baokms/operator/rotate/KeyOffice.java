package dev.baokms.operator.rotate;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The key in OpenBao. Reads it as the daemon does, and changes it with a token given for this command only. */
public interface KeyOffice {
    /** A change to the key. */
    enum Act {
        ROTATE,
        CONFIGURE
    }

    /**
     * The key as it was read.
     *
     * @param created creation time of the latest version, by OpenBao's clock
     * @param minimum the lowest version that decrypts
     * @param active the version that a daemon writes with now
     * @param nextActivation when a later version will write; empty when none waits
     * @param unsafe why the key must not be changed, and what to do
     */
    record Look(
            int latest,
            Instant created,
            int minimum,
            OptionalInt active,
            Optional<Instant> nextActivation,
            Optional<String> unsafe) {}

    /** The outcome of a request for a change. */
    sealed interface Answer {
        record Accepted() implements Answer {}

        /**
         * OpenBao changed nothing.
         *
         * @param problem why, and what to do
         */
        record Refused(String problem) implements Answer {}

        /** OpenBao may have made the change or not; only a read of the key can tell. */
        record Unknown(String problem) implements Answer {}
    }

    /**
     * Reads the key.
     *
     * @throws IOException in words for an operator, when it cannot be read
     */
    Look look() throws IOException;

    /** Explains why the given token may not make the change, and what to do; empty when it may. Changes nothing. */
    Optional<String> objection(Act act);

    /** Adds a version. Sends one request to one address, because a second request could add a second version. */
    Answer rotate();

    /** Raises the minimum: versions below this one no longer decrypt. */
    Answer setMinimum(int version);
}
