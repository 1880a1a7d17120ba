package dev.baokms.core.stored;

import java.util.Comparator;

/**
 * When etcd wrote a row.
 *
 * @param main the transaction, at least 0; etcd counts from 1
 * @param sub the row's place in its transaction, from 0
 */
public record Revision(long main, long sub) implements Comparable<Revision> {
    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::main).thenComparingLong(Revision::sub);

    public Revision {
        if (main < 0 || sub < 0) {
            throw new IllegalArgumentException("revision must not be negative, but is " + main + "/" + sub);
        }
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }
}
