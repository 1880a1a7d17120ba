package dev.baokms.core.keyring;

import dev.baokms.core.failure.KeyFinding;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one Transit node says about the key at one moment; a standby may lag behind.
 *
 * @param latestVersion highest version, 1 or more
 * @param minDecryptionVersion versions below it are hidden and do not decrypt
 * @param minEncryptionVersion versions below it do not encrypt; 0 for no bound
 * @param creationSeconds version to creation time in Unix seconds, for the versions not below
 *     {@code minDecryptionVersion}
 * @param findings what the adapter found wrong with type and flags
 */
public record KeyMetadata(
        int latestVersion,
        int minDecryptionVersion,
        int minEncryptionVersion,
        SortedMap<Integer, Long> creationSeconds,
        Set<KeyFinding> findings) {

    /** Transit holds all versions of a key in one storage entry, whose size limit allows fewer than this. */
    public static final int MAX_VERSIONS = 5000;

    /**
     * @throws IllegalArgumentException if a version between the lowest and the latest has no creation time, a bound is
     *     above the latest version, a time is not positive, or there are more than {@link #MAX_VERSIONS}
     */
    public KeyMetadata {
        creationSeconds = Collections.unmodifiableSortedMap(new TreeMap<>(creationSeconds));
        findings = Set.copyOf(findings);
        if (creationSeconds.isEmpty() || creationSeconds.lastKey() != latestVersion || creationSeconds.firstKey() < 1) {
            throw new IllegalArgumentException(
                    "latest version is " + latestVersion + ", but is not the last of those with a creation time");
        }
        if (creationSeconds.size() > MAX_VERSIONS
                || creationSeconds.size() != latestVersion - creationSeconds.firstKey() + 1) {
            throw new IllegalArgumentException("between version " + creationSeconds.firstKey() + " and " + latestVersion
                    + " there are " + creationSeconds.size());
        }
        if (minDecryptionVersion > latestVersion || minEncryptionVersion > latestVersion) {
            throw new IllegalArgumentException("a bound is above the latest version, " + latestVersion);
        }
        if (creationSeconds.values().stream().anyMatch(second -> second < 1)) {
            throw new IllegalArgumentException("a creation time is not positive");
        }
    }
}
