package dev.baokms.core.continuity;

import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Seeds in memory, by their exact stored form. Bounded by number and by bytes; the least recently asked for goes first
 * and is wiped.
 */
final class HeldSeeds {
    /** As many as are recorded. */
    static final int MOST = SeedRecord.MOST;

    /** For texts and seeds together; three times what {@link #MOST} of the usual length take. */
    static final int MOST_BYTES = 3 << 20;

    /**
     * @param secret the seed
     * @param preferredUntil time since boot until which it is answered without asking
     */
    private record Held(SecretBytes secret, Duration preferredUntil) {}

    private final Map<StoredSeed, Held> seeds = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;
    /** Read without the lock: most requests of most processes find nothing here. */
    private volatile int count;

    int count() {
        return count;
    }

    /** A copy that the caller closes. */
    Optional<SecretBytes> find(StoredSeed seed) {
        return find(seed, held -> true);
    }

    /** As {@link #find}, but only while the seed may be answered without asking. */
    Optional<SecretBytes> preferred(StoredSeed seed, Duration sinceBoot) {
        return find(seed, held -> sinceBoot.compareTo(held.preferredUntil) < 0);
    }

    private Optional<SecretBytes> find(StoredSeed seed, Predicate<Held> good) {
        if (count == 0) {
            return Optional.empty();
        }
        synchronized (this) {
            return Optional.ofNullable(seeds.get(seed)).filter(good).map(held -> held.secret.copy());
        }
    }

    /** @param secret copied */
    synchronized void put(StoredSeed seed, SecretBytes secret, Duration preferredUntil) {
        Held former = seeds.get(seed);
        Duration until = former != null && former.preferredUntil.compareTo(preferredUntil) > 0
                ? former.preferredUntil
                : preferredUntil;
        gone(seed, seeds.put(seed, new Held(secret.copy(), until)));
        bytes += sizeOf(seed, secret);
        while (seeds.size() > MOST || bytes > MOST_BYTES) {
            Iterator<Map.Entry<StoredSeed, Held>> oldest = seeds.entrySet().iterator();
            Map.Entry<StoredSeed, Held> next = oldest.next();
            StoredSeed wrapped = next.getKey();
            Held held = next.getValue();
            oldest.remove();
            gone(wrapped, held);
        }
        count = seeds.size();
    }

    /** Wipes the seeds that may no longer be answered without asking. */
    synchronized void expire(Duration sinceBoot) {
        eraseIf(held -> sinceBoot.compareTo(held.getValue().preferredUntil) >= 0);
    }

    /** Wipes the seeds that match. */
    synchronized void erase(Predicate<StoredSeed> gone) {
        eraseIf(held -> gone.test(held.getKey()));
    }

    private void eraseIf(Predicate<Map.Entry<StoredSeed, Held>> gone) {
        seeds.entrySet().removeIf(held -> {
            boolean goes = gone.test(held);
            if (goes) {
                gone(held.getKey(), held.getValue());
            }
            return goes;
        });
        count = seeds.size();
    }

    /** Lends each seed, least recently asked for first. */
    synchronized void forEach(BiConsumer<StoredSeed, SecretBytes> use) {
        seeds.forEach((seed, held) -> use.accept(seed, held.secret));
    }

    private void gone(StoredSeed seed, @Nullable Held held) {
        if (held != null) {
            bytes -= sizeOf(seed, held.secret);
            held.secret.close();
        }
    }

    private static int sizeOf(StoredSeed seed, SecretBytes secret) {
        return SeedRecord.sizeOf(seed) + secret.length();
    }
}
