package dev.baokms.operator.report;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.PathText;
import dev.baokms.operator.report.CheckReport.Check;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report for a person at a terminal: checks grouped by place, and as the last sentence what to do first. */
final class CheckScreen {
    /** The columns around the mark: two before it and one after it, plus one because the mark takes a column. */
    private static final int AROUND_MARK = 4;

    private static final int AFTER_ID = 2;

    private final List<Check> checks;
    private final TextStyle style;
    private final boolean verbose;
    private final List<String> lines = new ArrayList<>();

    /**
     * Creates the screen of a report.
     *
     * @param verbose whether skipped checks have lines of their own
     */
    CheckScreen(List<Check> checks, TextStyle style, boolean verbose) {
        this.checks = checks;
        this.style = style;
        this.verbose = verbose;
    }

    /** Returns the checks, each under its heading. */
    List<String> checks() {
        List<Check> shown = checks.stream()
                .filter(check -> verbose || check.diagnosis().status() != Status.SKIP)
                .toList();
        int ids = shown.stream().mapToInt(check -> check.id().length()).max().orElse(0);
        Map<CheckPlace, List<Check>> places = shown.stream()
                .collect(Collectors.groupingBy(
                        check -> CheckPlace.of(check.id()),
                        () -> new EnumMap<>(CheckPlace.class),
                        Collectors.toList()));
        places.forEach((place, there) -> {
            lines.add(style.heading(place.heading()));
            there.forEach(check -> line(check, ids));
            lines.add("");
        });
        if (!verbose) {
            skipped();
        }
        return lines;
    }

    private void line(Check check, int ids) {
        int indent = AROUND_MARK + ids + AFTER_ID;
        List<String> texts = style.wrapped(PathText.printable(check.diagnosis().message()), indent);
        String id = check.id() + " ".repeat(indent - AROUND_MARK - check.id().length());
        lines.add("  " + style.mark(check.diagnosis().status()) + " " + id + texts.getFirst());
        texts.stream().skip(1).forEach(text -> lines.add(" ".repeat(indent) + text));
    }

    private void skipped() {
        List<String> ids = with(Status.SKIP).stream().map(Check::id).toList();
        if (!ids.isEmpty()) {
            String text = ReportTexts.skipped(ids.size(), String.join(", ", ids));
            List<String> texts = style.wrapped(text, 2);
            lines.add(style.mark(Status.SKIP) + " " + style.faint(texts.getFirst()));
            texts.stream().skip(1).forEach(more -> lines.add("  " + style.faint(more)));
            lines.add("");
        }
    }

    /** Returns the outcome in one sentence, and what to do first. */
    List<String> summary() {
        List<Check> failed = with(Status.FAIL);
        List<Check> warned = with(Status.WARN);
        int looked = checks.size() - with(Status.SKIP).size();
        if (!failed.isEmpty()) {
            Check first = failed.getFirst();
            return sentence(Status.FAIL, ReportTexts.failed(failed.size(), looked, first.id(), cure(first)), first);
        }
        if (!warned.isEmpty()) {
            Check first = warned.getFirst();
            return sentence(Status.WARN, ReportTexts.warned(warned.size(), looked, first.id(), cure(first)), first);
        }
        return looked == 0 ? List.of() : List.of(style.verdict(Status.PASS, ReportTexts.passed(looked)));
    }

    private List<String> sentence(Status status, String text, Check first) {
        var sentence = new ArrayList<String>();
        style.wrapped(text, 0).forEach(line -> sentence.add(style.verdict(status, line)));
        Runbook.of(first).ifPresent(page -> sentence.add("More: " + page));
        return sentence;
    }

    /** Returns what to do: the part of a message after its semicolon. */
    private static String cure(Check check) {
        String message = PathText.printable(check.diagnosis().message());
        int at = message.indexOf("; ");
        return at < 0 ? message : message.substring(at + 2);
    }

    private List<Check> with(Status status) {
        return checks.stream()
                .filter(check -> check.diagnosis().status() == status)
                .toList();
    }
}
