package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.envelope;
import static dev.baokms.core.stored.StoredValues.kmsV2;
import static dev.baokms.core.stored.StoredValues.ours;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A small etcd as plain as can be: every row that was ever written, and what a read at a revision gives, found by looking
 * at all of them.
 */
final class History {
    /** What an object is, and the version that it needs; 0 for none, -1 for any. */
    record Put(long revision, String key, Optional<byte[]> value, int needs) {}

    private static final List<String> KEYS = List.of(
            "/registry/secrets/a/x",
            "/registry/secrets/a/y",
            "/registry/secrets/b/x",
            "/registry/configmaps/a/x",
            "/registry/example.com/widgets/a/x",
            "/registry/example.com/gadgets/x");

    private final Random random;
    final List<Put> rows = new ArrayList<>();
    long revision = 1;
    long compacted;
    private int version = 1;

    History(Random random) {
        this.random = random;
    }

    /** One more step in the life of a cluster. */
    void step(boolean quiet) {
        switch (random.nextInt(10)) {
            case 0 -> version = Math.min(6, version + 1);
            case 1 -> compacted = Math.max(compacted, random.nextLong(revision + 1));
            case 2, 3 -> write(Optional.empty(), 0);
            case 4 -> other(quiet ? 0 : random.nextInt(4));
            case 5 -> {
                // An API server that did not hear of the rotation.
                int late = 1 + random.nextInt(version);
                write(Optional.of(ours(late, random.nextInt(3))), late);
            }
            default -> write(Optional.of(ours(version, random.nextInt(3))), version);
        }
    }

    /** Everything again under the newest version, as a migration does. */
    void rewrite() {
        for (String key : KEYS) {
            if (at(revision).containsKey(key)) {
                revision++;
                rows.add(new Put(revision, key, Optional.of(ours(version, 9)), version));
            }
        }
    }

    void compact() {
        compacted = revision;
    }

    private void other(int which) {
        switch (which) {
            case 0 -> write(Optional.of(ours(version, 7)), version);
            case 1 -> write(Optional.of(new byte[] {'k', '8', 's', 0, 1}), 0);
            case 2 -> write(Optional.of(kmsV2("other", envelope(1, 1))), 0);
            default -> write(Optional.of(kmsV2(PROVIDER, new byte[] {1, 2})), -1);
        }
    }

    private void write(Optional<byte[]> value, int needs) {
        revision++;
        rows.add(new Put(revision, KEYS.get(random.nextInt(KEYS.size())), value, needs));
    }

    /** What a read at a revision gives, by key. */
    Map<String, Put> at(long asked) {
        var state = new TreeMap<String, Put>();
        for (Put row : rows) {
            if (row.revision <= asked) {
                state.put(row.key, row);
            }
        }
        state.values().removeIf(row -> row.value.isEmpty());
        return state;
    }

    /** Every row that some read still gives, at any revision that was not compacted away. */
    Set<Put> served() {
        var served = new HashSet<Put>();
        for (long asked = Math.max(compacted, 1); asked <= revision; asked++) {
            served.addAll(at(asked).values());
        }
        return served;
    }

    /** As a source tells it. */
    RowList source(String name, Scan.Kind kind) {
        var source = new RowList(name, kind);
        Set<Put> served = served();
        Map<String, Put> live = at(revision);
        for (Put row : rows.reversed()) {
            if (row.value.isEmpty()) {
                source.deleted(row.revision, row.key);
            } else if (row.equals(live.get(row.key))) {
                source.live(row.revision, row.key, row.value.get());
            } else if (served.contains(row)) {
                source.superseded(row.revision, row.key, row.value.get());
            }
        }
        return source.atRevision(revision);
    }
}
