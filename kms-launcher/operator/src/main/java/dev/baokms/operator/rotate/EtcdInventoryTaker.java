package dev.baokms.operator.rotate;

import dev.baokms.core.stored.Coverage;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RowSource;
import dev.baokms.operator.inventory.Inventory;
import dev.baokms.operator.inventory.InventoryRun;
import dev.baokms.operator.inventory.InventoryRun.Result;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.report.ProgressLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes inventories of the cluster's etcd and its snapshots. */
public final class EtcdInventoryTaker implements InventoryTaker {
    /**
     * The sources, and how they are read.
     *
     * @param cluster supplies the cluster for each inventory
     * @param files the snapshots
     * @param watch how long the cluster is watched after each scan
     */
    public record Sources(
            Supplier<Optional<RowSource>> cluster,
            Supplier<List<RowSource>> files,
            Optional<? extends Coverage> coverage,
            boolean backupsComplete,
            Duration watch) {}

    /** Supplies what is known about the provider. */
    public interface Known {
        /**
         * Returns what is known now.
         *
         * @throws IOException in words for an operator, when the state cannot be read
         */
        ProofSubject now() throws IOException;
    }

    /** The provider as the state knows it now. A new version is in the state only after the daemon has seen it. */
    public record ProofSubject(OurKey key, Inventory.Asked asked) {}

    private final Sources sources;
    private final Known subject;
    private final Path folder;
    private final ProgressLine progress;
    private final String toolVersion;

    /**
     * Creates a taker.
     *
     * @param folder where proofs are kept
     */
    public EtcdInventoryTaker(Sources sources, Known subject, Path folder, ProgressLine progress, String toolVersion) {
        this.sources = sources;
        this.subject = subject;
        this.folder = folder;
        this.progress = progress;
        this.toolVersion = toolVersion;
    }

    @Override
    public Result take(Instant agreedSince) throws IOException {
        ProofSubject now = subject.now();
        var wish = new InventoryRun.Wish(
                Optional.of(agreedSince),
                Optional.of(sources.watch()),
                sources.coverage().map(coverage -> coverage),
                sources.backupsComplete(),
                false);
        return new InventoryRun(now.key(), wish, progress, InstantSource.system())
                .run(sources.cluster().get(), sources.files().get(), now.asked(), toolVersion);
    }

    @Override
    public Path keep(Result.Done inventory, String name) throws IOException {
        Path file = folder.resolve(name);
        ProofFile.write(file, Proof.document(inventory.inventory()));
        return file;
    }
}
