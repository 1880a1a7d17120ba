package dev.baokms.core.port;

import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.rotation.KeyringMemory;

/** Where a keyring's memory survives a restart. Called by one thread at a time; may block for as long as a disk does. */
@FunctionalInterface
public interface StateStore {
    /** For embedders that can do without: everything is derived anew at each start, and no version is ever retired. */
    StateStore NONE = Outcome::ok;

    /**
     * Replaces what was saved before.
     *
     * @return what was given, once it is durable; a failure when it is not, and then the former memory is still there
     */
    Outcome<KeyringMemory> save(KeyringMemory memory);
}
