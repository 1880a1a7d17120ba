package dev.baokms.operator.command;

import dev.baokms.core.key.Sha256;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfigReader;
import dev.baokms.operator.inventory.ResourceCoverage;
import dev.baokms.operator.rotate.RotationWish.MigrationWay;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that say which objects are written again, and how. */
final class MigrationOptions {
    static final int MOST_PARALLEL = 8;

    /**
     * The content of an EncryptionConfiguration.
     *
     * @param hash hash of the file, hexadecimal
     */
    record Encryption(ResourceCoverage coverage, String hash) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--resource",
            paramLabel = "NAME",
            description = CommandHelpTexts.MIGRATION_RESOURCE,
            defaultValue = "secrets")
    private List<String> resources;

    @Option(
            names = "--encryption-config",
            paramLabel = "FILE",
            description = CommandHelpTexts.MIGRATION_ENCRYPTION_CONFIG)
    private Optional<Path> encryptionConfig = Optional.empty();

    @Option(
            names = "--migrate-by",
            paramLabel = "WAY",
            description = CommandHelpTexts.MIGRATION_MIGRATE_BY,
            defaultValue = "auto")
    private MigrationWay way;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = CommandHelpTexts.MIGRATION_PARALLEL,
            defaultValue = "1")
    private int parallel;

    boolean haveEncryptionConfig() {
        return encryptionConfig.isPresent();
    }

    MigrationWay way() {
        return way;
    }

    int parallel() {
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw new ParameterException(command.commandLine(), UsageTexts.parallelRange(MOST_PARALLEL));
        }
        return parallel;
    }

    /** Returns the resources named by flags. An EncryptionConfiguration takes precedence over them. */
    List<GroupResource> resources() {
        resources.stream().filter(name -> name.startsWith("*")).findFirst().ifPresent(name -> {
            throw new ParameterException(command.commandLine(), UsageTexts.resourceIsAWildcard(name));
        });
        try {
            return EncryptedResources.of(resources).named();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--resource " + e.getMessage());
        }
    }

    /**
     * Reads the EncryptionConfiguration; empty when none is named.
     *
     * @throws UnsafeStartException with the problems of the file
     */
    Optional<Encryption> encryption(String providerName) throws UnsafeStartException {
        if (encryptionConfig.isEmpty()) {
            return Optional.empty();
        }
        var reader = new EncryptionConfigReader(encryptionConfig.get());
        EncryptionConfig config = reader.read();
        if (!reader.problems().isEmpty()) {
            throw new UnsafeStartException(String.join("\n", reader.problems()));
        }
        return Optional.of(new Encryption(new ResourceCoverage(config, providerName), Sha256.hex(reader.bytes())));
    }
}
