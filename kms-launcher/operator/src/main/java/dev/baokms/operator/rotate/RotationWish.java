package dev.baokms.operator.rotate;

import dev.baokms.core.stored.Coverage;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator asks of a rotation.
 *
 * @param rotated whether the key already has its new version
 * @param resources the resources to write again
 * @param coverage the resources by an EncryptionConfiguration, which takes precedence over names
 * @param way who writes the objects
 * @param parallel how many patches run in parallel, 1 or more
 * @param patience how long others may take beyond the times of the contract
 * @param missing the options to add, for each step that cannot be done without them
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
        /** The cluster where possible, otherwise this command. */
        auto,
        /** The cluster, through a StorageVersionMigration. */
        migration,
        /** This command. */
        patches
    }

    public RotationWish {
        resources = List.copyOf(resources);
        missing = Map.copyOf(missing);
    }
}
