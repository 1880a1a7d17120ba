package dev.baokms.core.stored;

import dev.baokms.core.stored.Envelope.SeedType;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A group of equivalent rows in one source.
 *
 * @param category what they are
 * @param version the version that they need; the lowest one if they name several; 0 when they name none
 * @param detail what else they have in common: hash of the key_id, writer, encoding, or the problem
 * @param resource as an EncryptionConfiguration names it; for keys that are no objects, their prefix
 * @param live whether a read returns them now; the others are deleted or superseded but can still be served
 * @param count at least 1
 * @param oldest revision of the first write among them
 * @param newest revision of the last one
 * @param namespaces how many of them lie in each namespace; {@link #NO_NAMESPACE} and {@link #OTHER_NAMESPACES} are not
 *     names. They add up to {@code count}, or are empty for unencrypted rows
 * @param seedTypes how many of them are under each type of seed. They add up to {@code count}, or are empty for rows
 *     that are not this provider's or cannot be understood
 * @param first the first keys in byte order, at most {@value Census#FIRST}, or all if the census keeps all names
 */
public record Tally(
        Category category,
        int version,
        String detail,
        String resource,
        boolean live,
        long count,
        long oldest,
        long newest,
        SortedMap<String, Long> namespaces,
        SortedMap<SeedType, Long> seedTypes,
        List<String> first) {
    /** Stands for cluster-scoped objects, which have no namespace. */
    public static final String NO_NAMESPACE = "";
    /** Stands for namespaces beyond the limit of a census. */
    public static final String OTHER_NAMESPACES = "*";

    /** What a row can be. */
    public enum Category {
        /** This provider's, in order. */
        OURS,
        /** This provider's, with parts that contradict each other; {@link StoredObject.Contradictory}. */
        CONTRADICTORY,
        /** Begins like this provider's objects but cannot be understood; may need any version. */
        UNREADABLE,
        /** Another provider's. */
        FOREIGN,
        /** Not encrypted. */
        PLAINTEXT,
        /** None of these. */
        UNKNOWN,
        /** No object of an API server: its own leases and markers, or keys of other users of the store. */
        OUTSIDE;

        /** Whether the provider's name is on it. */
        public boolean ofThisProvider() {
            return this == OURS || this == CONTRADICTORY || this == UNREADABLE;
        }

        /** Whether some provider's name is on it. */
        public boolean encrypted() {
            return ofThisProvider() || this == FOREIGN;
        }

        /** Whether it says which type of seed it is under. */
        public boolean namesSeed() {
            return this == OURS || this == CONTRADICTORY;
        }
    }

    public Tally {
        namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
        seedTypes = Collections.unmodifiableSortedMap(new TreeMap<>(seedTypes));
        first = List.copyOf(first);
    }
}
