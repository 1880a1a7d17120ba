package dev.baokms.operator.rotate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the daemon of this machine remembers, and how to retire versions there. */
public interface OwnNode {
    /** The outcome of a request to retire versions. */
    sealed interface Change {
        record Made() implements Change {}

        /**
         * The proof or the state does not allow it.
         *
         * @param problem why, and what to do
         */
        record Refused(String problem) implements Change {}

        /** The operator must do it by hand, because the daemon runs or the state belongs to another user. */
        record ByHand(String why) implements Change {}
    }

    /** Whether every version below this one is retired; empty when the state cannot be read. */
    Optional<Boolean> isRetiredBelow(int version);

    /**
     * Makes tombstones of all versions below the given one, with the proof as evidence.
     *
     * @throws IOException in words for an operator, when the state cannot be written
     */
    Change retireBelow(int version, Path proof) throws IOException;

    /**
     * Returns the commands that an operator types on a node to do it, one per line. The daemon must be stopped for
     * them.
     */
    List<String> commands(int version, Path proof);
}
