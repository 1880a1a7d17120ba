package dev.baokms.core.port;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyringState;

/** Where a provider's durable memory is kept. Called from the thread that probes, never from two threads at once. */
@FunctionalInterface
public interface StateStore {
    /** Keeps nothing: for tests and for those who can do without I2 and I7 over restarts. */
    StateStore NONE = Outcome::ok;

    /**
     * Replaces what was saved before. May block on a disk; must not throw for a disk's sake.
     *
     * @return the same memory, durable by the time this returns; on failure {@code NotReady(STATE_SAVE_FAILED)},
     *     and the former memory is still there, or, where only the disk's last word is missing, this one already;
     *     never a third
     */
    Outcome<KeyringState> save(KeyringState memory);
}
