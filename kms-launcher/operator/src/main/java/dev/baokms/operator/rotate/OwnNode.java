package dev.baokms.operator.rotate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the daemon of this machine remembers. */
public interface OwnNode {
    /** What became of the wish to retire versions. */
    sealed interface Change {
        record Made() implements Change {}

        /**
         * The proof does not allow it, or the state does not.
         *
         * @param problem why, and what to do
         */
        record Refused(String problem) implements Change {}

        /** It must be done by hand: the daemon runs, or the state is another user's. */
        record ByHand(String why) implements Change {}
    }

    /** Whether every version below this one is retired; empty when the state cannot be read. */
    Optional<Boolean> isRetiredBelow(int version);

    /**
     * Makes tombstones of all versions below one, with the proof as evidence.
     *
     * @throws IOException in words for an operator, when it cannot be written
     */
    Change retireBelow(int version, Path proof) throws IOException;

    /** What an operator types on a node to do it, line by line; the daemon is stopped for it. */
    List<String> commands(int version, Path proof);
}
