package dev.baokms.operator.disaster;

import dev.baokms.core.keyring.KeyMetadata;
import java.util.Optional;

/** Which versions OpenBao has and serves, as its metadata says. */
record ServedVersions(KeyMetadata read) {
    /** Why an object of a version cannot be opened, whatever else is right about it. */
    Optional<String> whyNot(int version) {
        if (version > read.latestVersion()) {
            return Optional.of("needs version " + version + ", and the key in OpenBao ends with version "
                    + read.latestVersion() + "; restore a later snapshot of OpenBao");
        }
        int lowest =
                Math.max(read.minDecryptionVersion(), read.creationSeconds().firstKey());
        return version < lowest
                ? Optional.of("needs version " + version + ", which min_decryption_version hides; set it to " + version
                        + " or lower")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "versions " + read.creationSeconds().firstKey() + " to " + read.latestVersion()
                + ", min_decryption_version " + read.minDecryptionVersion();
    }
}
