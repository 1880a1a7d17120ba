package dev.baokms.testkit.conformance;

import java.util.Locale;

/** For people, on a terminal. Failures come last, where people look first. */
final class TextReport {
    private TextReport() {}

    static String of(ConformanceReport report) {
        var text = new StringBuilder();
        for (RuleOutcome outcome :
                new RuleOutcome[] {RuleOutcome.UNTESTABLE, RuleOutcome.DECLINED, RuleOutcome.BLOCKED}) {
            for (RuleResult result : report.with(outcome)) {
                line(text, outcome.name().toLowerCase(Locale.ROOT), result, result.text());
            }
        }
        for (RuleResult result : report.results()) {
            result.notes().forEach(note -> line(text, "note", result, note));
        }
        for (RuleResult result : report.with(RuleOutcome.FAILED)) {
            line(
                    text,
                    result.condemns() ? "FAILED" : "advice",
                    result,
                    result.rule().statement());
            text.append("           ").append(result.text()).append('\n');
            report.cause(result)
                    .ifPresent(first -> text.append("           cause: as ")
                            .append(first.id())
                            .append(", which failed of the same\n"));
            text.append("           risk: ")
                    .append(Impact.meanings(result.rule().impacts()))
                    .append('\n');
            text.append("           again: ")
                    .append(report.replays().getOrDefault(result.rule().id(), ""))
                    .append('\n');
        }
        return text.append('\n')
                .append(report.endpoint())
                .append(' ')
                .append(report.headline())
                .append('\n')
                .append(report.counts())
                .append("; seed ")
                .append(report.seed())
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder text, String kind, RuleResult result, String what) {
        text.append("%-10s %-4s %-6s %s%n"
                .formatted(kind, result.rule().id(), result.rule().requirement(), what));
    }
}
