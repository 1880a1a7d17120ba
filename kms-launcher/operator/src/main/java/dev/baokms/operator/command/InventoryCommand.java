package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.Coverage;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfigReader;
import dev.baokms.operator.inventory.Inventory;
import dev.baokms.operator.inventory.InventoryJson;
import dev.baokms.operator.inventory.InventoryPage;
import dev.baokms.operator.inventory.InventoryRun;
import dev.baokms.operator.inventory.InventoryText;
import dev.baokms.operator.inventory.Proof;
import dev.baokms.operator.inventory.ResourceCoverage;
import dev.baokms.operator.report.Terminal;
import dev.baokms.operator.rotate.ProofFile;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "inventory", description = CommandHelpTexts.INVENTORY, mixinStandardHelpOptions = true)
final class InventoryCommand implements Callable<Integer> {
    /** The form in which the inventory is printed. */
    enum Format {
        text,
        json,
        html
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private SourceOptions sources;

    @Mixin
    private SubjectOptions subject;

    @Option(
            names = "--encryption-config",
            paramLabel = "FILE",
            description = CommandHelpTexts.INVENTORY_ENCRYPTION_CONFIG)
    private Optional<Path> encryptionConfig = Optional.empty();

    @Option(names = "--backups-complete", description = CommandHelpTexts.BACKUPS_COMPLETE)
    private boolean backupsComplete;

    @Option(
            names = "--agreed-since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = CommandHelpTexts.INVENTORY_AGREED_SINCE)
    private Optional<Instant> agreedSince = Optional.empty();

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = CommandHelpTexts.INVENTORY_WATCH)
    private Optional<Duration> watch = Optional.empty();

    @Option(names = "--all", description = CommandHelpTexts.INVENTORY_ALL)
    private boolean all;

    @Option(names = "--proof", paramLabel = "FILE", description = CommandHelpTexts.INVENTORY_PROOF)
    private Optional<Path> proof = Optional.empty();

    @Option(names = "--output", paramLabel = "FORMAT", description = CommandHelpTexts.OUTPUT, defaultValue = "text")
    private Format format;

    @Override
    public Integer call() throws ConfigException, IOException {
        sources.requireSome();
        watch.ifPresent(duration -> sources.requireCluster("--watch"));
        SubjectOptions.Known known = subject.read();
        Optional<EncryptionConfig> config = Optional.empty();
        Optional<String> configHash = Optional.empty();
        if (encryptionConfig.isPresent()) {
            var reader = new EncryptionConfigReader(encryptionConfig.get());
            config = Optional.of(reader.read());
            if (!reader.problems().isEmpty()) {
                reader.problems().forEach(this::complain);
                return ExitCode.CONFIGURATION;
            }
            configHash = Optional.of(Sha256.hex(reader.bytes()));
        }
        var about = new Inventory.Asked(known.key().providerName(), known.identity(), configHash);
        Optional<Coverage> coverage =
                config.map(read -> new ResourceCoverage(read, known.key().providerName()));
        var run = new InventoryRun(
                known.key(),
                new InventoryRun.Wish(agreedSince, watch, coverage, backupsComplete, all),
                CommandTree.progress(spec),
                InstantSource.system());
        Optional<RowSource> cluster = sources.cluster(proof.isPresent());
        List<RowSource> files = sources.files();
        return switch (run.run(cluster, files, about, BuildInfo.load().version())) {
            case InventoryRun.Result.Refused(Scan.Refused refusal) -> {
                complain(refusal.place() + ": " + refusal.reason() + "; " + refusal.cure());
                yield ExitCode.CHECK_FAILED;
            }
            case InventoryRun.Result.Done(Inventory inventory) -> {
                if (proof.isPresent()) {
                    ProofFile.write(proof.get(), Proof.document(inventory));
                }
                print(inventory);
                yield ExitCode.OK;
            }
        };
    }

    private void print(Inventory inventory) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case text -> {
                Terminal terminal = CommandTree.terminal(spec);
                InventoryText.print(
                        inventory, out, terminal.output() ? Optional.of(terminal.style()) : Optional.empty());
            }
            case html -> {
                out.print(InventoryPage.of(inventory));
                out.flush();
            }
            case json -> out.println(PathText.printable(Json.of(InventoryJson.of(inventory))));
        }
    }

    private void complain(String problem) {
        spec.commandLine().getErr().println(PathText.printable(problem));
    }
}
