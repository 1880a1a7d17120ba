package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The conformance suite as a program. */
final class ConformanceMain {
    static final int NO_MUST_FAILED = 0;
    static final int USAGE = 2;
    static final int COULD_NOT_RUN = 3;
    static final int DOES_NOT_CONFORM = 4;

    private ConformanceMain() {}

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, Progress.isPossible(), arguments));
    }

    /** @param live whether the progress line may be overwritten */
    static int run(PrintStream out, PrintStream err, boolean live, String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(CommandLineOptions.USAGE);
            return NO_MUST_FAILED;
        }
        CommandLineOptions options;
        try {
            options = CommandLineOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "; see --help");
            return USAGE;
        }
        try {
            connect(options.subject().endpoint());
            ConformanceReport report = ask(options, live ? new Progress(err) : Progress.SILENT);
            write(options.report(), report);
            out.print(TextReport.of(report));
            out.println("reports: " + options.report().toAbsolutePath());
            return report.verdict() != RunVerdict.DOES_NOT_CONFORM && report.asked() > 0
                    ? NO_MUST_FAILED
                    : DOES_NOT_CONFORM;
        } catch (IOException e) {
            err.println(e.getMessage());
            return COULD_NOT_RUN;
        }
    }

    /** Makes sure that something answers: a provider that is not there has broken no rule. */
    private static void connect(Endpoint endpoint) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(endpoint.socket()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "no provider answers at " + endpoint + ": " + e.getMessage() + "; start the provider first", e);
        }
    }

    private static ConformanceReport ask(CommandLineOptions options, Progress progress) {
        Instant start = Instant.now();
        var suite = new Suite(options.subject(), options.profile(), options.intensity(), options.seed());
        List<Rule> asked = options.rules();
        var results = new ArrayList<RuleResult>();
        Map<String, String> replays = new HashMap<>();
        for (Rule rule : Catalogue.RULES) {
            if (!asked.contains(rule)) {
                results.add(RuleResult.unasked(rule, RuleOutcome.DECLINED, "not asked for (--only)"));
                continue;
            }
            progress.at(results.size() + 1, Catalogue.RULES.size(), rule);
            RuleResult result = suite.judge(rule);
            results.add(result);
            if (result.outcome() == RuleOutcome.FAILED) {
                replays.put(rule.id(), options.replay(rule));
            }
        }
        progress.end();
        return new ConformanceReport(
                options.subject().endpoint().toString(),
                options.profile(),
                options.intensity().percent() == Intensity.CERTIFY.percent(),
                options.seed(),
                start,
                List.copyOf(results),
                Map.copyOf(replays));
    }

    private static void write(Path directory, ConformanceReport report) throws IOException {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("junit.xml"), JunitXml.of(report), UTF_8);
            Files.writeString(directory.resolve("report.json"), JsonReport.of(report), UTF_8);
            Files.writeString(directory.resolve("report.sarif"), SarifReport.of(report), UTF_8);
            Files.writeString(directory.resolve("badge.svg"), Badge.of(report), UTF_8);
            Files.writeString(directory.resolve("report.html"), HtmlReport.of(report), UTF_8);
        } catch (IOException e) {
            throw new IOException("reports cannot be written to " + directory + ": " + e.getMessage(), e);
        }
    }
}
