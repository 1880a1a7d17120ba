package dev.baokms.operator.why;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.ExitCode;
import dev.baokms.host.PathText;
import dev.baokms.host.ToldException;
import dev.baokms.operator.report.ReportTexts;
import dev.baokms.operator.report.TextStyle;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer of {@code why}: for people, for machines, and as a bundle for someone else. */
public final class WhyReport {
    private static final String EVIDENCE = "evidence.json";

    private final NodeSighting evidence;
    private final List<LikelyCause> causes;

    private WhyReport(NodeSighting evidence) {
        this.evidence = evidence;
        this.causes = CauseRules.causes(evidence);
    }

    /**
     * Judges the evidence of this node.
     *
     * @param evidence the evidence as of now
     */
    static WhyReport of(NodeSighting evidence) {
        return new WhyReport(evidence);
    }

    /**
     * Reads a bundle.
     *
     * @throws IOException in words for an operator, when {@link #bundle} did not write it
     */
    public static WhyReport from(Path bundle) throws IOException {
        try {
            String text = TarFile.read(bundle).get(EVIDENCE);
            if (text == null) {
                throw new ToldException(WhyTexts.lacksEvidence(EVIDENCE));
            }
            return new WhyReport(NodeSighting.read(text));
        } catch (IOException e) {
            throw new ToldException(PathText.printable(bundle) + ": " + problem(e), e);
        }
    }

    private static String problem(IOException e) {
        return e instanceof ToldException ? String.valueOf(e.getMessage()) : WhyTexts.CANNOT_BE_READ;
    }

    /**
     * Writes the evidence into a new file.
     *
     * @throws IOException in words for an operator
     */
    public void bundle(Path file, Instant now) throws IOException {
        var text = new StringWriter();
        print(new PrintWriter(text, true), false);
        var texts = new LinkedHashMap<String, String>();
        texts.put("causes.txt", text.toString());
        texts.put(EVIDENCE, evidence.json());
        texts.put(
                "log.jsonl",
                evidence.log().stream().map(line -> Json.of(line) + "\n").collect(Collectors.joining()));
        try {
            TarFile.write(file, texts, now);
        } catch (FileAlreadyExistsException e) {
            throw new ToldException(ReportTexts.fileIsKept(PathText.printable(file)), e);
        } catch (IOException e) {
            throw new ToldException(WhyTexts.bundleCannotBeWritten(PathText.printable(file)), e);
        }
    }

    /** Prints the answer and returns the exit code: 4 when something is wrong. */
    public int print(PrintWriter out, boolean json) {
        if (json) {
            out.println(PathText.printable(Json.of(members())));
        } else {
            text().forEach(line -> out.println(PathText.printable(line)));
        }
        return exitCode();
    }

    /** Prints the answer for a person at a terminal and returns the same exit code. */
    public int print(PrintWriter out, TextStyle style) {
        if (causes.isEmpty()) {
            out.println(style.mark(Status.PASS) + " " + WhyTexts.NOTHING_WRONG);
        }
        for (int i = 0; i < causes.size(); i++) {
            LikelyCause cause = causes.get(i);
            String sentence = WhyTexts.cause(i == 0, PathText.printable(cause.sentence()));
            out.println(i == 0 ? style.verdict(Status.FAIL, sentence) : style.heading(sentence));
            indented(out, style, "seen: ", cause.seen());
            indented(out, style, "do:   ", cause.cure());
            out.println();
        }
        CauseRules.notLookedAt(evidence)
                .forEach(missing -> out.println(style.mark(Status.SKIP) + " "
                        + style.faint(WhyTexts.notLookedAt(PathText.printable(missing)))));
        return exitCode();
    }

    private static void indented(PrintWriter out, TextStyle style, String name, String text) {
        int indent = 2 + name.length();
        List<String> lines = style.wrapped(PathText.printable(text), indent);
        out.println("  " + name + lines.getFirst());
        lines.stream().skip(1).forEach(more -> out.println(" ".repeat(indent) + more));
    }

    private int exitCode() {
        return causes.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", "why");
        members.put("causes", causes.stream().map(LikelyCause::json).toList());
        members.put("notLookedAt", CauseRules.notLookedAt(evidence));
        return members;
    }

    private List<String> text() {
        var lines = new ArrayList<String>();
        if (causes.isEmpty()) {
            lines.add(WhyTexts.NOTHING_WRONG);
        }
        for (int i = 0; i < causes.size(); i++) {
            LikelyCause cause = causes.get(i);
            lines.add(WhyTexts.cause(i == 0, cause.sentence()));
            lines.add("  seen: " + cause.seen());
            lines.add("  do:   " + cause.cure());
        }
        CauseRules.notLookedAt(evidence).forEach(missing -> lines.add(WhyTexts.notLookedAt(missing)));
        return lines;
    }
}
