package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.Envelope.SeedType;
import dev.baokms.core.stored.Tally.Category;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Equivalent rows: how many, when they were written, and the first of them by key. */
final class Cell {
    /** A longer key is shown cut off; etcd allows any length. */
    private static final int MAX_NAME_BYTES = 512;

    private final List<byte[]> first = new ArrayList<>(1);
    private final NamespaceCounts namespaces = new NamespaceCounts();
    private long underKeys;
    private long underSeeds;
    private long count;
    private long oldest = Long.MAX_VALUE;
    private long newest;

    /** @param every whether to keep all keys instead of the first few */
    void add(long revision, ByteBuffer key, boolean every) {
        count++;
        oldest = Math.min(oldest, revision);
        newest = Math.max(newest, revision);
        if (every) {
            first.add(copy(key));
        } else if (first.size() < Census.FIRST) {
            insert(copy(key));
        } else if (isBefore(key, first.getLast())) {
            first.removeLast();
            insert(copy(key));
        }
    }

    NamespaceCounts namespaces() {
        return namespaces;
    }

    void seed(SeedType type) {
        switch (type) {
            case AES_GCM_KEY -> underKeys++;
            case HKDF_SHA256_XNONCE_AES_GCM_SEED -> underSeeds++;
        }
    }

    private void insert(byte[] key) {
        int at = first.size();
        while (at > 0 && Arrays.compareUnsigned(key, first.get(at - 1)) < 0) {
            at--;
        }
        first.add(at, key);
    }

    private static boolean isBefore(ByteBuffer key, byte[] other) {
        int common = Math.min(key.remaining(), other.length);
        for (int i = 0; i < common; i++) {
            int difference = (key.get(key.position() + i) & 0xFF) - (other[i] & 0xFF);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return key.remaining() < other.length;
    }

    private static byte[] copy(ByteBuffer key) {
        var bytes = new byte[Math.min(key.remaining(), MAX_NAME_BYTES)];
        key.get(key.position(), bytes);
        return bytes;
    }

    /**
     * @param known the names of namespaces
     * @param names how many keys it names at most
     */
    Tally tally(
            Category category,
            int version,
            String detail,
            String resource,
            boolean live,
            Namespaces known,
            long names) {
        var types = new TreeMap<SeedType, Long>();
        if (underKeys > 0) {
            types.put(SeedType.AES_GCM_KEY, underKeys);
        }
        if (underSeeds > 0) {
            types.put(SeedType.HKDF_SHA256_XNONCE_AES_GCM_SEED, underSeeds);
        }
        return new Tally(
                category,
                version,
                detail,
                resource,
                live,
                count,
                oldest,
                newest,
                known.named(namespaces),
                types,
                names(names));
    }

    private List<String> names(long most) {
        return first.stream()
                .sorted(Arrays::compareUnsigned)
                .limit(most)
                .map(bytes -> new String(bytes, UTF_8) + (bytes.length < MAX_NAME_BYTES ? "" : "…"))
                .toList();
    }
}
