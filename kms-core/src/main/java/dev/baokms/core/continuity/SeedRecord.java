package dev.baokms.core.continuity;

import dev.baokms.core.key.StoredSeed;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which wrapped seeds were asked for, least recent first. Bounded by number and by the bytes of the text. */
final class SeedRecord {
    /** Enough for a large cluster's API servers over many months. */
    static final int MOST = 10_000;

    static final int MOST_BYTES = 1 << 20;

    private final Map<StoredSeed, Boolean> seeds = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;
    private boolean changed;

    /** Notes a seed; a change of the order alone is not worth a write. */
    synchronized void note(StoredSeed seed) {
        if (seeds.put(seed, true) != null) {
            return;
        }
        changed = true;
        bytes += sizeOf(seed);
        while (seeds.size() > MOST || bytes > MOST_BYTES) {
            Iterator<StoredSeed> oldest = seeds.keySet().iterator();
            bytes -= sizeOf(oldest.next());
            oldest.remove();
        }
    }

    synchronized void forget(Predicate<StoredSeed> gone) {
        changed |= seeds.keySet().removeIf(seed -> {
            boolean goes = gone.test(seed);
            if (goes) {
                bytes -= sizeOf(seed);
            }
            return goes;
        });
    }

    synchronized List<StoredSeed> list() {
        return List.copyOf(seeds.keySet());
    }

    synchronized boolean changed() {
        return changed;
    }

    /** As {@link #list}, and marks the change as taken; later changes count as new. */
    synchronized List<StoredSeed> takeChange() {
        changed = false;
        return list();
    }

    /** Marks the change as not taken after all. */
    synchronized void keepChange() {
        changed = true;
    }

    /** How many bytes the seed takes as text. */
    static int sizeOf(StoredSeed seed) {
        return seed.ciphertext().text().length() + seed.keyId().value().length();
    }
}
