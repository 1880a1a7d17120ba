package dev.baokms.operator.rotate;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The key in OpenBao: looked at as the daemon does, changed with what was given for this call alone. */
public interface KeyOffice {
    /** What changes the key. */
    enum Act {
        ROTATE,
        CONFIGURE
    }

    /**
     * What was seen of the key.
     *
     * @param created of the latest version, by OpenBao's clock
     * @param minimum the lowest version that decrypts
     * @param active the version that a daemon writes with now
     * @param nextActivation when a later one will; empty when none waits
     * @param unsafe why nothing may be done with it, and what to do
     */
    record Look(
            int latest,
            Instant created,
            int minimum,
            OptionalInt active,
            Optional<Instant> nextActivation,
            Optional<String> unsafe) {}

    /** What became of a request that changes something. */
    sealed interface Answer {
        record Accepted() implements Answer {}

        /**
         * OpenBao did nothing.
         *
         * @param problem why, and what to do
         */
        record Refused(String problem) implements Answer {}

        /** It may have been done or not: only the key itself says so. */
        record Unknown(String problem) implements Answer {}
    }

    /** @throws IOException in words for an operator, when it cannot be read */
    Look look() throws IOException;

    /** Why the given token may not do it, and what to do. Changes nothing. */
    Optional<String> objection(Act act);

    /** One more version. Asked once, of one address: a second question could make a second version. */
    Answer rotate();

    /** Versions below this one no longer decrypt. */
    Answer setMinimum(int version);
}
