package dev.baokms.operator.command;

import dev.baokms.configuration.Settings;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.command.MigrationOptions.Encryption;
import dev.baokms.operator.inventory.Inventory;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.rotate.EtcdInventoryTaker;
import dev.baokms.operator.rotate.InventoryTaker;
import dev.baokms.state.UnusableStateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that name the sources of a proof. */
final class ProofOptions {
    @Mixin
    private SourceOptions sources;

    @Option(names = "--backups-complete", description = CommandHelpTexts.BACKUPS_COMPLETE)
    private boolean backupsComplete;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = CommandHelpTexts.PROOF_WATCH,
            defaultValue = "10m")
    private Duration watch;

    boolean haveCluster() {
        return sources.haveCluster();
    }

    boolean haveAllBackups() {
        return backupsComplete;
    }

    /**
     * Returns what takes the inventories; empty when no cluster is named.
     *
     * @param folder where proofs are kept
     * @throws UnusableStateException when the state cannot be read; no proof can be made without it
     */
    Optional<InventoryTaker> taker(
            Settings settings, Optional<Encryption> encryption, Path folder, ProgressLine progress)
            throws UnusableStateException {
        if (!sources.haveCluster()) {
            return Optional.empty();
        }
        SubjectOptions.withState(settings.key(), settings.stateFile());
        return Optional.of(new EtcdInventoryTaker(
                new EtcdInventoryTaker.Sources(
                        () -> sources.cluster(true),
                        sources::files,
                        encryption.map(Encryption::coverage),
                        backupsComplete,
                        watch),
                () -> {
                    SubjectOptions.Known known = SubjectOptions.withState(settings.key(), settings.stateFile());
                    return new EtcdInventoryTaker.ProofSubject(
                            known.key(),
                            new Inventory.Asked(
                                    known.key().providerName(), known.identity(), encryption.map(Encryption::hash)));
                },
                folder,
                progress,
                BuildInfo.load().version()));
    }
}
