package dev.baokms.testkit.conformance;

import java.util.Locale;

/** For people, in a browser: one file, no script, nothing loaded from anywhere. */
final class HtmlReport {
    private static final String HEAD = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>KMS v2 conformance</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
        table { border-collapse: collapse; width: 100% }
        td, th { text-align: left; vertical-align: top; padding: .35em .6em; border-top: 1px solid #8884 }
        .passed { color: #1a7f37 } .failed { color: #cf222e; font-weight: bold } .advice { color: #9a6700 }
        .declined, .blocked, .untestable { color: #767676 }
        code { overflow-wrap: anywhere }
        small { display: block }
        </style></head><body>
        """;

    private HtmlReport() {}

    static String of(ConformanceReport report) {
        var html = new StringBuilder(HEAD);
        html.append("<h1>").append(escaped(report.endpoint())).append(' ').append(report.headline());
        html.append("</h1>\n<p>").append(report.counts());
        html.append(". Profile ").append(report.profile().name().toLowerCase(Locale.ROOT));
        html.append(", seed ")
                .append(report.seed())
                .append(", ")
                .append(report.start())
                .append(".</p>\n");
        char group = 0;
        for (RuleResult result : report.results()) {
            if (result.rule().group() != group) {
                html.append(group == 0 ? "" : "</table>\n");
                group = result.rule().group();
                html.append("<h2>").append(Catalogue.title(group)).append("</h2>\n<table>\n");
            }
            row(html, result, report.replays().getOrDefault(result.rule().id(), ""));
        }
        return html.append("</table>\n</body></html>\n").toString();
    }

    private static void row(StringBuilder html, RuleResult result, String replay) {
        boolean advice = result.outcome() == RuleOutcome.FAILED && !result.condemns();
        String outcome = advice ? "advice" : result.outcome().name().toLowerCase(Locale.ROOT);
        html.append("<tr id=\"")
                .append(result.rule().id())
                .append("\"><td>")
                .append(result.rule().id());
        html.append("<td>").append(result.rule().requirement());
        html.append("<td class=\"").append(outcome).append("\">").append(outcome);
        html.append("<td>").append(escaped(result.rule().statement()));
        small(html, result.text());
        result.notes().forEach(note -> small(html, note));
        if (!replay.isEmpty()) {
            html.append("<small>risk: ").append(Impact.meanings(result.rule().impacts()));
            html.append("</small><small>again: <code>").append(escaped(replay)).append("</code></small>");
        }
        html.append('\n');
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
