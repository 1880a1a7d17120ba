package dev.baokms.testkit.conformance;

import dev.baokms.testkit.conformance.Verdict.Outcome;
import java.util.Locale;

/** For people, on a terminal. Failures last, where the eye is. */
final class TextReport {
    private TextReport() {}

    static String of(Report report) {
        var text = new StringBuilder();
        for (Outcome outcome : new Outcome[] {Outcome.UNTESTABLE, Outcome.DECLINED, Outcome.BLOCKED}) {
            for (Verdict verdict : report.with(outcome)) {
                line(text, outcome.name().toLowerCase(Locale.ROOT), verdict, verdict.text());
            }
        }
        for (Verdict verdict : report.verdicts()) {
            verdict.notes().forEach(note -> line(text, "note", verdict, note));
        }
        for (Verdict verdict : report.with(Outcome.FAILED)) {
            line(
                    text,
                    verdict.condemns() ? "FAILED" : "advice",
                    verdict,
                    verdict.rule().statement());
            text.append("           ").append(verdict.text()).append('\n');
            text.append("           risk: ")
                    .append(Report.harms(verdict.rule()))
                    .append('\n');
            text.append("           again: ")
                    .append(report.replays().getOrDefault(verdict.rule().id(), ""))
                    .append('\n');
        }
        return text.append('\n')
                .append(report.endpoint())
                .append(' ')
                .append(report.headline())
                .append(": ")
                .append(report.counts())
                .append("; seed ")
                .append(report.seed())
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder text, String kind, Verdict verdict, String what) {
        text.append("%-10s %-4s %-6s %s%n"
                .formatted(kind, verdict.rule().id(), verdict.rule().force(), what));
    }
}
