package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.ConfigFlags;
import dev.baokms.configuration.Settings;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.command.MigrationOptions.Encryption;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.RotationView;
import dev.baokms.operator.rotate.ClusterClient;
import dev.baokms.operator.rotate.HealthPages;
import dev.baokms.operator.rotate.OpenBaoKeyOffice;
import dev.baokms.operator.rotate.Rotation;
import dev.baokms.operator.rotate.RotationPorts;
import dev.baokms.operator.rotate.RotationStep;
import dev.baokms.operator.rotate.RotationSubject;
import dev.baokms.operator.rotate.RotationTime;
import dev.baokms.operator.rotate.RotationWish;
import dev.baokms.operator.rotate.StateOwnNode;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "rotate", description = CommandHelpTexts.ROTATE, mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {
    private static final String APPLY = "--apply";

    /** Where the rotation stops, named by what is true at that point. */
    enum Until {
        agree(RotationStep.AGREE),
        migrated(RotationStep.MIGRATE),
        proved(RotationStep.PROVE),
        retired(RotationStep.RETIRE);

        private final RotationStep last;

        Until(RotationStep last) {
            this.last = last;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = APPLY, description = CommandHelpTexts.ROTATE_APPLY)
    private boolean apply;

    @Option(names = "--until", paramLabel = "STATE", description = CommandHelpTexts.ROTATE_UNTIL)
    private Optional<Until> until = Optional.empty();

    @Option(
            names = "--openbao-token-file",
            paramLabel = "FILE",
            description = CommandHelpTexts.ROTATE_OPENBAO_TOKEN_FILE)
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--already-rotated", description = CommandHelpTexts.ROTATE_ALREADY_ROTATED)
    private boolean rotated;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--node", paramLabel = "ADDRESS", description = CommandHelpTexts.ROTATE_NODE)
    private List<String> nodes = List.of();

    @Mixin
    private MigrationOptions migration;

    @Mixin
    private ProofOptions proof;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = CommandHelpTexts.ROTATE_WAIT,
            defaultValue = "15m")
    private Duration patience;

    @Option(names = "--journal", paramLabel = "FILE", description = CommandHelpTexts.ROTATE_JOURNAL)
    private Optional<Path> journal = Optional.empty();

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private ReportOptions output;

    @Override
    public Integer call() throws ConfigException, UnsafeStartException, IOException, InterruptedException {
        JsonLogs.install("error");
        BuildInfo build = BuildInfo.load();
        Settings settings = Settings.of(options.read(System.getenv()), build.version());
        Path file = journal.orElseGet(() -> settings.stateFile().resolveSibling("rotate.journal"))
                .toAbsolutePath()
                .normalize();
        Optional<Encryption> encryption =
                migration.encryption(settings.key().scope().providerName());
        Optional<ClusterClient> client = cluster.client();
        CheckReport report = output.report();
        try (var office = new OpenBaoKeyOffice(settings, build, timeout.patience(), tokenFile)) {
            var ports = new RotationPorts(
                    office,
                    new HealthPages(pages(settings)),
                    client.map(one -> one),
                    proof.taker(settings, encryption, file.resolveSibling(""), output.progress()),
                    new StateOwnNode(settings, options.flags().file().orElse(Path.of(ConfigFlags.DEFAULT_FILE))));
            var rotation = new Rotation(
                    subject(settings),
                    ports,
                    wish(encryption, client.isPresent()),
                    RotationTime.SYSTEM,
                    output.progress(),
                    this::tell);
            report.with("journal", PathText.printable(file));
            RotationStep last = until.map(state -> state.last).orElse(RotationStep.MINIMUM);
            if (apply) {
                rotation.apply(file, last, report);
            } else {
                rotation.plan(file, last, commandLine(), report);
            }
        } finally {
            client.ifPresent(ClusterClient::close);
        }
        return output.print(report);
    }

    private static RotationSubject subject(Settings settings) {
        return new RotationSubject(
                settings.key(), settings.provider().rotation().activationDelay(), RotationView.mustWait(settings));
    }

    private RotationWish wish(Optional<Encryption> encryption, boolean apiServer) {
        return new RotationWish(
                rotated,
                migration.resources(),
                encryption.map(Encryption::coverage),
                migration.way(),
                migration.parallel(),
                patience,
                missing(apiServer));
    }

    private Map<RotationStep, String> missing(boolean apiServer) {
        var missing = new EnumMap<RotationStep, String>(RotationStep.class);
        if (tokenFile.isEmpty()) {
            missing.put(RotationStep.MINIMUM, "--openbao-token-file");
            if (!rotated) {
                missing.put(RotationStep.ROTATE, UsageTexts.TOKEN_OR_ROTATED);
            }
        }
        if (!apiServer) {
            missing.put(RotationStep.AGREE, UsageTexts.API_SERVER);
            missing.put(RotationStep.MIGRATE, UsageTexts.API_SERVER);
        }
        String sources = Stream.of(
                        proof.haveCluster() ? "" : "--endpoints",
                        migration.haveEncryptionConfig() ? "" : "--encryption-config",
                        proof.haveAllBackups() ? "" : UsageTexts.ALL_BACKUPS)
                .filter(option -> !option.isEmpty())
                .collect(Collectors.joining(" and "));
        if (!sources.isEmpty()) {
            missing.put(RotationStep.PROVE, sources);
        }
        return missing;
    }

    private List<ListenAddress> pages(Settings settings) {
        var pages = new ArrayList<ListenAddress>();
        settings.monitoring().healthAddress().ifPresent(pages::add);
        for (String node : nodes) {
            try {
                ListenAddress.parse(node).ifPresent(pages::add);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--node " + e.getMessage());
            }
        }
        return pages;
    }

    private void tell(String sentence) {
        output.progress()
                .note(PathText.printable(
                        RotationTime.SYSTEM.instant().truncatedTo(ChronoUnit.SECONDS) + " " + sentence));
        spec.commandLine().getErr().flush();
    }

    /** Returns the command line as it was typed, with {@code --apply} added. */
    private String commandLine() {
        return Stream.concat(spec.root().commandLine().getParseResult().originalArgs().stream(), Stream.of(APPLY))
                .map(RotateCommand::shellWord)
                .collect(Collectors.joining(" ", "bao-kms-provider ", ""));
    }

    private static String shellWord(String argument) {
        return argument.matches("[A-Za-z0-9_./:@%+=,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
