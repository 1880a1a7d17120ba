package dev.baokms.core.port;

import dev.baokms.core.key.StoredSeed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk for wrapped seeds, which can be full. */
public final class InMemorySeeds implements SeedStore {
    private volatile List<StoredSeed> saved = List.of();
    private volatile Optional<String> problem = Optional.empty();
    private final AtomicInteger saves = new AtomicInteger();

    @Override
    public List<StoredSeed> load() {
        return saved;
    }

    @Override
    public Optional<String> save(List<StoredSeed> seeds) {
        saves.incrementAndGet();
        if (problem.isEmpty()) {
            saved = List.copyOf(seeds);
        }
        return problem;
    }

    /** How often something was to be saved. */
    public int saves() {
        return saves.get();
    }

    /** From now on nothing can be saved. */
    public void fail(String why) {
        problem = Optional.of(why);
    }
}
