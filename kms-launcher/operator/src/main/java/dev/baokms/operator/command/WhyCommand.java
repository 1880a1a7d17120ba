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

@Command(
        name = "why",
        description =
                "The first thing to run when something is wrong: looks at this node and says the most likely cause"
                        + " first, with its evidence and its cure. Run it as the daemon's user or as root; it changes"
                        + " nothing.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--encryption-config",
            paramLabel = "FILE",
            description = "The API server's EncryptionConfiguration, if it is to be checked as well.")
    private Optional<Path> encryptionConfig = Optional.empty();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The daemon's log, - for standard input; default: what journald has of its unit.")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--node",
            paramLabel = "ADDRESS",
            description = "Health address of another node's daemon, host:port. May be repeated.")
    private List<String> nodes = List.of();

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "Write what was seen to this new tar file, for a ticket. It holds no secret.")
    private Optional<Path> bundle = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Judge a bundle that was written on another machine, instead of this node.")
    private Optional<Path> from = Optional.empty();

    @Mixin
    private TimeoutOptions timeout;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (from.isPresent() && bundle.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--from reads a bundle and --bundle writes one; give one");
        }
        JsonLogs.install("error");
        WhyReport report = from.isPresent() ? WhyReport.from(from.get()) : ofThisNode();
        if (bundle.isPresent()) {
            report.bundle(bundle.get(), InstantSource.system().instant());
            spec.commandLine().getErr().println("wrote " + PathText.printable(bundle.get()));
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
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), "--node must not be empty"));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--node " + e.getMessage());
        }
    }
}
