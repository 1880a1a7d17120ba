package dev.baokms.testkit.conformance;

import java.util.List;
import java.util.Locale;

/**
 * For people, in a browser or on paper: one file, no script, nothing loaded from anywhere. The verdict comes first, then a summary by
 * group, then what failed with its remedy, then latencies, then every rule. Its filters are radio buttons evaluated by
 * CSS.
 */
final class HtmlReport {
    private HtmlReport() {}

    static String of(ConformanceReport report) {
        var html = new StringBuilder(ReportStyle.HEAD);
        verdict(html, report);
        summary(html, report);
        failures(html, report);
        latencies(html, report);
        rules(html, report);
        return html.append("</main></body></html>\n").toString();
    }

    private static void verdict(StringBuilder html, ConformanceReport report) {
        html.append("<h1>KMS v2 conformance</h1>\n<p class=\"verdict ")
                .append(
                        switch (report.verdict()) {
                            case CONFORMS -> "good\">✓ ";
                            case INCOMPLETE -> "part\">– ";
                            case DOES_NOT_CONFORM -> "bad\">✗ ";
                        })
                .append(report.headline())
                .append("</p>\n<p><code>")
                .append(escaped(report.endpoint()))
                .append("</code><br>")
                .append(report.counts())
                .append(".<br>Profile ")
                .append(report.profile().name().toLowerCase(Locale.ROOT))
                .append(", seed ")
                .append(report.seed())
                .append(", ")
                .append(report.start())
                .append("</p>\n");
    }

    private static void summary(StringBuilder html, ConformanceReport report) {
        html.append("""
            <h2>By group</h2>
            <table class="groups">
            <tr><th>group<th>passed<th>failed<th>advice<th>not asked
            """);
        report.results().stream()
                .map(result -> result.rule().group())
                .distinct()
                .forEach(group -> summary(html, group, of(report, group)));
        html.append("</table>\n");
    }

    private static void summary(StringBuilder html, char group, List<RuleResult> results) {
        html.append("<tr><td><a href=\"#")
                .append(results.getFirst().rule().id())
                .append("\">")
                .append(Catalogue.title(group))
                .append("</a>");
        for (String kind : List.of("passed", "failed", "advice", "unasked")) {
            long count = results.stream()
                    .filter(result -> kind.equals(result.asked() ? shown(result) : "unasked"))
                    .count();
            html.append("<td class=\"")
                    .append(count == 0 ? "none" : kind)
                    .append("\">")
                    .append(count);
        }
        html.append('\n');
    }

    private static void failures(StringBuilder html, ConformanceReport report) {
        List<RuleResult> failed = report.with(RuleOutcome.FAILED);
        if (failed.isEmpty()) {
            return;
        }
        html.append("<h2>What to do</h2>\n");
        // Failures that prevent conformance come before advice.
        failed.stream().filter(RuleResult::condemns).forEach(result -> failure(html, result, report));
        failed.stream().filter(result -> !result.condemns()).forEach(result -> failure(html, result, report));
    }

    private static void failure(StringBuilder html, RuleResult result, ConformanceReport report) {
        int remedy = result.text().lastIndexOf("; ");
        html.append("<section class=\"")
                .append(shown(result))
                .append("\"><h3><a href=\"#")
                .append(result.rule().id())
                .append("\">")
                .append(result.rule().id())
                .append("</a> ")
                .append(result.condemns() ? "✗ failed" : "! advice")
                .append(": ")
                .append(escaped(result.rule().statement()))
                .append("</h3>\n<dl>");
        term(html, "seen", escaped(remedy < 0 ? result.text() : result.text().substring(0, remedy)));
        if (remedy >= 0) {
            term(html, "remedy", "<strong>" + escaped(result.text().substring(remedy + 2)) + "</strong>");
        }
        report.cause(result)
                .ifPresent(first -> term(
                        html,
                        "cause",
                        "as <a href=\"#" + first.id() + "\">" + first.id() + "</a>, which failed of the same"));
        term(html, "risk", Impact.meanings(result.rule().impacts()));
        term(
                html,
                "again",
                "<code>" + escaped(report.replays().getOrDefault(result.rule().id(), "")) + "</code>");
        html.append("</dl></section>\n");
    }

    private static void term(StringBuilder html, String name, String text) {
        html.append("<dt>").append(name).append("<dd>").append(text).append('\n');
    }

    private static void latencies(StringBuilder html, ConformanceReport report) {
        for (RuleResult result : report.results()) {
            if (!result.latencies().isEmpty()) {
                html.append("<h2>Latency</h2>\n<p>Rule <a href=\"#")
                        .append(result.rule().id())
                        .append("\">")
                        .append(result.rule().id())
                        .append("</a>. From the shortest to the longest call; the bar is the middle half, the long"
                                + " mark half of the")
                        .append(" calls, the short one 99 of 100.</p>\n")
                        .append(LatencyPlot.of(result.latencies()))
                        .append("<table><tr><th>method<th>calls<th>half within<th>99 of 100<th>all\n");
                for (Latencies one : result.latencies()) {
                    html.append(String.format(
                            Locale.ROOT,
                            "<tr><td>%s<td>%d<td>%.1f ms<td>%.1f ms<td>%.1f ms%n",
                            one.method(),
                            one.sorted().size(),
                            one.within(0.5),
                            one.within(0.99),
                            one.within(1)));
                }
                html.append("</table>\n");
            }
        }
    }

    private static void rules(StringBuilder html, ConformanceReport report) {
        html.append("<h2>All rules</h2>\n").append(ReportStyle.FILTERS);
        char group = 0;
        for (RuleResult result : report.results()) {
            if (result.rule().group() != group) {
                html.append(group == 0 ? "" : "</table>\n");
                group = result.rule().group();
                html.append("<h3>").append(Catalogue.title(group)).append("</h3>\n<table class=\"rules\">\n");
            }
            row(html, result);
        }
        html.append("</table>\n");
    }

    private static void row(StringBuilder html, RuleResult result) {
        String shown = shown(result);
        html.append("<tr id=\"")
                .append(result.rule().id())
                .append("\" class=\"")
                .append(shown)
                .append("\"><td>")
                .append(result.rule().id())
                .append("<td>")
                .append(result.rule().requirement())
                .append("<td class=\"outcome\">")
                .append(sign(shown))
                .append(' ')
                .append(shown)
                .append("<td>")
                .append(escaped(result.rule().statement()));
        small(html, result.text());
        result.notes().forEach(note -> small(html, note));
        html.append('\n');
    }

    /** A sign, so that meaning never depends on colour alone. */
    private static String sign(String shown) {
        return switch (shown) {
            case "passed" -> "✓";
            case "failed" -> "✗";
            case "advice" -> "!";
            default -> "–";
        };
    }

    private static String shown(RuleResult result) {
        return result.outcome() == RuleOutcome.FAILED && !result.condemns()
                ? "advice"
                : result.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static List<RuleResult> of(ConformanceReport report, char group) {
        return report.results().stream()
                .filter(result -> result.rule().group() == group)
                .toList();
    }

    private static void small(StringBuilder html, String text) {
        if (!text.isEmpty()) {
            html.append("<small>").append(escaped(text)).append("</small>");
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
