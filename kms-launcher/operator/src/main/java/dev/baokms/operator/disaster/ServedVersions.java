package dev.baokms.operator.disaster;

import dev.baokms.core.keyring.KeyMetadata;
import java.util.Optional;

/** The versions that OpenBao has and serves, according to its metadata. */
record ServedVersions(KeyMetadata read) {
    /** Explains why no object of a version can be opened; empty when the version is served. */
    Optional<String> whyNot(int version) {
        if (version > read.latestVersion()) {
            return Optional.of(DisasterTexts.versionNotThere(version, read.latestVersion()));
        }
        int lowest =
                Math.max(read.minDecryptionVersion(), read.creationSeconds().firstKey());
        return version < lowest ? Optional.of(DisasterTexts.versionHidden(version)) : Optional.empty();
    }

    @Override
    public String toString() {
        return DisasterTexts.served(
                read.creationSeconds().firstKey(), read.latestVersion(), read.minDecryptionVersion());
    }
}
