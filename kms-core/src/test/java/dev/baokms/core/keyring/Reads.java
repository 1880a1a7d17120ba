package dev.baokms.core.keyring;

import dev.baokms.core.failure.KeyFinding;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Metadata reads, written short. */
final class Reads {
    private Reads() {}

    /** Versions 1, 2, … with these creation seconds, none hidden. */
    static KeyMetadata of(long... createdAt) {
        var versions = new TreeMap<Integer, Long>();
        for (long second : createdAt) {
            versions.put(versions.size() + 1, second);
        }
        return of(versions, 1, 0);
    }

    static KeyMetadata of(Map<Integer, Long> versions, int minDecryption, int minEncryption) {
        var visible = new TreeMap<>(versions).tailMap(minDecryption);
        return new KeyMetadata(visible.lastKey(), minDecryption, minEncryption, visible, Set.of());
    }

    static KeyMetadata withFindings(KeyMetadata read, KeyFinding... findings) {
        return new KeyMetadata(
                read.latestVersion(),
                read.minDecryptionVersion(),
                read.minEncryptionVersion(),
                read.creationSeconds(),
                Set.of(findings));
    }
}
