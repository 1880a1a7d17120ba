package dev.baokms.core.stored;

import java.util.List;

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
        List<String> first) {
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
    }

    public Tally {
        first = List.copyOf(first);
    }
}
