package dev.baokms.operator.command;

import dev.baokms.host.PathText;
import dev.baokms.operator.why.NodeExaminer;
import dev.baokms.operator.why.WhyReport;
import dev.baokms.telemetry.JsonLogs;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "why", description = CommandHelpTexts.WHY, mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--encryption-config",
            paramLabel = "FILE",
            description = CommandHelpTexts.CHECKED_ENCRYPTION_CONFIG)
    private Optional<Path> encryptionConfig = Optional.empty();

    @Option(names = "--log", paramLabel = "FILE", description = CommandHelpTexts.WHY_LOG)
    private Optional<Path> log = Optional.empty();

    @Option(names = "--node", paramLabel = "ADDRESS", description = CommandHelpTexts.WHY_NODE)
    private List<String> nodes = List.of();

    @Option(names = "--bundle", paramLabel = "FILE", description = CommandHelpTexts.WHY_BUNDLE)
    private Optional<Path> bundle = Optional.empty();

    @Option(names = "--from", paramLabel = "FILE", description = CommandHelpTexts.WHY_FROM)
    private Optional<Path> from = Optional.empty();

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (from.isPresent() && bundle.isPresent()) {
            throw new ParameterException(spec.commandLine(), UsageTexts.BUNDLE_BOTH_WAYS);
        }
        JsonLogs.install("error");
        WhyReport report = from.isPresent() ? WhyReport.from(from.get()) : ofThisNode();
        if (bundle.isPresent()) {
            report.bundle(bundle.get(), InstantSource.system().instant());
            spec.commandLine().getErr().println(CommandTexts.wrote(PathText.printable(bundle.get())));
        }
        return output.forAPerson()
                ? report.print(output.out(), output.terminal().style())
                : report.print(output.out(), output.json());
    }

    private WhyReport ofThisNode() throws IOException {
        return new NodeExaminer(
                        () -> options.read(System.getenv()),
                        encryptionConfig,
                        timeout.patience(),
                        output.progress(),
                        InstantSource.system())
                .report(log, nodes.stream().map(this::address).toList());
    }

    private ListenAddress address(String text) {
        try {
            return ListenAddress.parse(text)
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), UsageTexts.NODE_EMPTY));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--node " + e.getMessage());
        }
    }
}
