package dev.baokms.operator.disaster;

import dev.baokms.core.keyring.KeyMetadata;
import java.util.Optional;

/** Which versions OpenBao has and serves, as its metadata says. */
record ServedVersions(KeyMetadata read) {
    /** Why an object of a version cannot be opened, whatever else is right about it. */
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
