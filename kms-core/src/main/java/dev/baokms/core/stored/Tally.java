package dev.baokms.core.stored;

import dev.baokms.core.stored.Envelope.SeedType;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many rows are alike in one source.
 *
 * @param category what they are
 * @param version that they need; the lowest of those that contradict each other; 0 when none is named
 * @param detail what else they have in common: hash of the key_id, writer, encoding, or what is wrong with them
 * @param resource as an EncryptionConfiguration names it; the prefix of keys that are no objects
 * @param live whether a read gives them now; the others are deleted or superseded and can still be served
 * @param count at least 1
 * @param oldest revision of the first write among them
 * @param newest revision of the last one
 * @param namespaces how many of them lie in which namespace; {@link #NO_NAMESPACE} and {@link #OTHER_NAMESPACES} are no
 *     names; together {@code count}, or empty for what is not encrypted
 * @param seedTypes how many of them are under which type of seed: together {@code count}, or empty for what is not this
 *     provider's or cannot be understood
 * @param first the first keys by their bytes, at most {@value Census#FIRST}, or all if the census was told to keep them
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
    /** In place of a namespace: objects of the whole cluster. */
    public static final String NO_NAMESPACE = "";
    /** In place of a namespace: those beyond what a census keeps apart. */
    public static final String OTHER_NAMESPACES = "*";

    /** What a row can be. */
    public enum Category {
        /** This provider's, in order. */
        OURS,
        /** This provider's, with parts that contradict each other; {@link StoredObject.Contradictory}. */
        CONTRADICTORY,
        /** Begins as this provider's and cannot be understood; may need any version. */
        UNREADABLE,
        /** Another provider's. */
        FOREIGN,
        /** Not encrypted. */
        PLAINTEXT,
        /** None of these. */
        UNKNOWN,
        /** No object of an API server: its own leases and marks, or keys of others who use the same store. */
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
