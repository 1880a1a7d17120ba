package dev.baokms.core.port;

import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/**
 * Memory that outlives this process, and nothing else: the next process of the same service on the same boot finds
 * it. Never a disk, never swap. It ends when the service is stopped for good, when the machine goes down, and by
 * {@link #erase}.
 *
 * <p>One content at a time, opaque here: its writer says in it until when it may be used. Called from the
 * thread that probes, but {@link #erase}, which any thread may call at any moment. Expected failures are values;
 * nothing is thrown for a system's sake.
 */
public interface Survivor {
    /** The longest content that must be taken, in bytes. */
    int MAX_BYTES = 4 << 20;

    /** Keeps nothing: a process that ends takes all it held with it. */
    Survivor NONE = new Survivor() {
        @Override
        public Optional<String> unavailable() {
            return Optional.of("no memory outlives this process");
        }

        @Override
        public Optional<SecretBytes> kept() {
            return Optional.empty();
        }

        @Override
        public Optional<String> keep(SecretBytes content) {
            return unavailable();
        }

        @Override
        public Optional<String> erase() {
            return Optional.empty();
        }
    };

    /**
     * Why nothing survives this process; empty when something can.
     *
     * @return the rule that is not met and the cure, for people on this machine
     */
    Optional<String> unavailable();

    /**
     * What the process before this one kept last, whole as it was handed to {@link #keep}; empty when there is none
     * or when it was damaged. It stays kept: a process that is killed now leaves it to the next one.
     *
     * @return bytes that the caller owns and must close
     */
    Optional<SecretBytes> kept();

    /**
     * Replaces what was kept. Killed at any point, the next process finds the old content or the new one, whole, and
     * never both once this has returned.
     *
     * @param content 1 to {@link #MAX_BYTES} bytes; stays the caller's
     * @return why it is not kept, which leaves the old content; empty on success
     */
    Optional<String> keep(SecretBytes content);

    /**
     * Ends what was kept: no process finds it once this has returned, and its memory is overwritten or given back.
     * Nothing kept is success. A {@link #keep} that runs at the same time is over or has no effect by then.
     *
     * @return why something may still be found; empty on success
     */
    Optional<String> erase();
}
