package dev.baokms.core.stored;

import dev.baokms.core.key.Sha256;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Counts distinct wrapped seeds, by 128 bits of their SHA-256. */
final class Seeds {
    /** About 8 MB; an API server makes one seed when it starts and when the key rotates. */
    private static final int MAX = 100_000;

    private record Digest(long high, long low) {}

    private final Set<Digest> known = new HashSet<>();

    void add(ByteBuffer value, int at, int length) {
        if (known.size() < MAX) {
            var seed = new byte[length];
            value.get(at, seed);
            ByteBuffer hash = ByteBuffer.wrap(Sha256.of(seed));
            known.add(new Digest(hash.getLong(), hash.getLong()));
        }
    }

    /** Exact below {@value #MAX}. */
    int count() {
        return known.size();
    }

    void clear() {
        known.clear();
    }
}
