package dev.baokms.operator.rotate;

import dev.baokms.core.stored.Coverage;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator wants of it.
 *
 * @param rotated whether the key has its new version already
 * @param resources whose objects are to be written again
 * @param coverage what an EncryptionConfiguration says of that, which goes before names
 * @param way who writes them
 * @param parallel how many patches are under way at once, 1 or more
 * @param patience how long others may take beyond the figures of the contract
 * @param missing for steps that cannot be done with what was given: the options to give
 */
public record RotationWish(
        boolean rotated,
        List<GroupResource> resources,
        Optional<? extends Coverage> coverage,
        MigrationWay way,
        int parallel,
        Duration patience,
        Map<RotationStep, String> missing) {
    /** Who writes objects again. */
    public enum MigrationWay {
        /** The cluster where it can, else this command. */
        auto,
        /** The cluster, by a StorageVersionMigration. */
        migration,
        /** This command. */
        patches
    }

    public RotationWish {
        resources = List.copyOf(resources);
        missing = Map.copyOf(missing);
    }
}
