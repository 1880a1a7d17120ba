package dev.baokms.core.port;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyringState;

/** Where a provider's durable memory is kept. Called from the probe's thread, never from two threads at once. */
@FunctionalInterface
public interface StateStore {
    /** Keeps nothing: for tests, and for embedders that do not need I2 and I7 across restarts. */
    StateStore NONE = Outcome::ok;

    /**
     * Replaces what was saved before. May block on a disk; a full or broken disk is a failure, not an exception.
     *
     * @return the same memory, durable by the time this returns; on failure {@code NotReady(STATE_SAVE_FAILED)}, and
     *     the store then holds the former memory or this one, never anything else
     */
    Outcome<KeyringState> save(KeyringState memory);
}
