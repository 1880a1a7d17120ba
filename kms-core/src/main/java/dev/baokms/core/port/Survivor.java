package dev.baokms.core.port;

import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/**
 * Memory that outlives only this process: the next process of the same service in the same boot finds it. It is never
 * on disk or in swap. It ends when the service is stopped for good, when the machine goes down, and by {@link #erase}.
 *
 * <p>It holds one opaque content at a time, which itself says until when it may be used. All methods are called from
 * the probe's thread, except {@link #erase}, which any thread may call at any time. Expected failures, also of the
 * system, are values and not exceptions.
 */
public interface Survivor {
    /** The longest content that must be accepted, in bytes. */
    int MAX_BYTES = 4 << 20;

    /** Keeps nothing: when the process ends, what it held is gone. */
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
     * What the former process kept last, complete as it was passed to {@link #keep}; empty when there is none or it was
     * damaged. It stays kept: a process that is killed now leaves it to the next one.
     *
     * @return bytes that the caller owns and must close
     */
    Optional<SecretBytes> kept();

    /**
     * Replaces what was kept. If the process is killed at any point, the next one finds the old or the new content,
     * complete; once this has returned, only the new one.
     *
     * @param content 1 to {@link #MAX_BYTES} bytes; stays the caller's
     * @return why it is not kept, which leaves the old content; empty on success
     */
    Optional<String> keep(SecretBytes content);

    /**
     * Erases what was kept: once this has returned, no process finds it, and its memory is overwritten or given back.
     * It succeeds when nothing is kept. A concurrent {@link #keep} has then ended or has no effect.
     *
     * @return why a process may still find something; empty on success
     */
    Optional<String> erase();
}
