package dev.baokms.core.port;

import dev.baokms.core.key.StoredSeed;
import java.util.List;
import java.util.Optional;

/**
 * Where the wrapped seeds that were asked for are kept across a restart. They are no secret and may be lost. Called
 * from the probe's thread; may block on a disk, and must not throw when a disk fails.
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

    /** What was saved last, in its order; empty when there is none or it cannot be used. */
    List<StoredSeed> load();

    /**
     * Replaces what was saved. If the process is killed at any point, the old or the new list remains.
     *
     * @param seeds least recently asked for first; an empty list removes the old one
     * @return why they are not saved, for people on this machine; empty on success
     */
    Optional<String> save(List<StoredSeed> seeds);
}
