package dev.baokms.core.port;

import dev.baokms.core.outcome.KeyFinding;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What OpenBao says of the key, at one moment, from one of its nodes; a standby may be behind.
 *
 * @param latestVersion highest version, 1 or more
 * @param minDecryptionVersion versions below it are hidden and do not decrypt
 * @param minEncryptionVersion versions below it do not encrypt; 0 for no bound
 * @param createdAt version to creation time in Unix seconds, for the versions not below {@code minDecryptionVersion}
 * @param findings what the adapter found wrong with type and flags
 */
public record KeyMetadata(
        int latestVersion,
        int minDecryptionVersion,
        int minEncryptionVersion,
        SortedMap<Integer, Long> createdAt,
        Set<KeyFinding> findings) {

    /** @throws IllegalArgumentException if the latest version is not among those with a creation time, or a time is not positive */
    public KeyMetadata {
        createdAt = Collections.unmodifiableSortedMap(new TreeMap<>(createdAt));
        findings = Set.copyOf(findings);
        if (createdAt.isEmpty() || createdAt.lastKey() != latestVersion || createdAt.firstKey() < 1) {
            throw new IllegalArgumentException(
                    "latest version is " + latestVersion + ", versions with a creation time are " + createdAt.keySet());
        }
        if (createdAt.values().stream().anyMatch(second -> second < 1)) {
            throw new IllegalArgumentException("a creation time is not positive");
        }
    }
}
