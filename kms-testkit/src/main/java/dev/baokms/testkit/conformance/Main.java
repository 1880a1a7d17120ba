package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.conformance.Verdict.Outcome;
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
final class Main {
    static final int CONFORMS = 0;
    static final int USAGE = 2;
    static final int COULD_NOT_RUN = 3;
    static final int DOES_NOT_CONFORM = 4;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, Progress.isPossible(), arguments));
    }

    /** @param live whether a line may be written over */
    static int run(PrintStream out, PrintStream err, boolean live, String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(Options.USAGE);
            return CONFORMS;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "; see --help");
            return USAGE;
        }
        try {
            connect(options.subject().endpoint());
            Report report = ask(options, live ? new Progress(err) : Progress.SILENT);
            write(options.report(), report);
            out.print(TextReport.of(report));
            out.println("reports: " + options.report().toAbsolutePath());
            return report.conforms() ? CONFORMS : DOES_NOT_CONFORM;
        } catch (IOException e) {
            err.println(e.getMessage());
            return COULD_NOT_RUN;
        }
    }

    /** A provider that is not there has broken no rule. */
    private static void connect(Endpoint endpoint) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(endpoint.socket()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "nobody answers at " + endpoint + ": " + e.getMessage() + "; start the provider first", e);
        }
    }

    private static Report ask(Options options, Progress progress) {
        Instant start = Instant.now();
        var suite = new Suite(options.subject(), options.profile(), options.pace(), options.seed());
        List<Rule> asked = options.rules();
        var verdicts = new ArrayList<Verdict>();
        Map<String, String> replays = new HashMap<>();
        for (Rule rule : Catalogue.RULES) {
            if (!asked.contains(rule)) {
                verdicts.add(Verdict.unasked(rule, Outcome.DECLINED, "not asked for (--only)"));
                continue;
            }
            progress.at(verdicts.size() + 1, Catalogue.RULES.size(), rule);
            Verdict verdict = suite.judge(rule);
            verdicts.add(verdict);
            if (verdict.outcome() == Outcome.FAILED) {
                replays.put(rule.id(), options.replay(rule));
            }
        }
        progress.end();
        return new Report(
                options.subject().endpoint().toString(),
                options.profile(),
                options.pace().percent() == Pace.CERTIFY.percent(),
                options.seed(),
                start,
                List.copyOf(verdicts),
                Map.copyOf(replays));
    }

    private static void write(Path directory, Report report) throws IOException {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("junit.xml"), JunitXml.of(report), UTF_8);
            Files.writeString(directory.resolve("report.json"), JsonReport.of(report), UTF_8);
            Files.writeString(directory.resolve("report.html"), HtmlReport.of(report), UTF_8);
        } catch (IOException e) {
            throw new IOException("reports cannot be written to " + directory + ": " + e.getMessage(), e);
        }
    }
}
