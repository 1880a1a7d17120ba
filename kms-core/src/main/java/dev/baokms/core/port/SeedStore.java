package dev.baokms.core.port;

import dev.baokms.core.key.StoredSeed;
import java.util.List;
import java.util.Optional;

/**
 * Where the wrapped seeds that were asked for are kept over a restart: no secret, and nothing that would be missed.
 * Called from the thread that probes; may block on a disk and must not throw for a disk's sake.
 */
public interface SeedStore {
    /** Keeps nothing: a restart begins with an empty memory. */
    SeedStore NONE = new SeedStore() {
        @Override
        public List<StoredSeed> load() {
            return List.of();
        }

        @Override
        public Optional<String> save(List<StoredSeed> seeds) {
            return Optional.empty();
        }
    };

    /** What was saved last, in its order; nothing when there is none or it cannot be used. */
    List<StoredSeed> load();

    /**
     * Replaces what was saved. Killed at any point, the old list or the new one is found.
     *
     * @param seeds the one that was asked for longest ago first; none takes the old list away
     * @return why they are not saved, for people on this machine; empty on success
     */
    Optional<String> save(List<StoredSeed> seeds);
}
