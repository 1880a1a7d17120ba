package dev.baokms.operator.inventory;

import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.host.PathText;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * The inventory as one page. It loads nothing, follows the reader's choice of light or dark, and prints well. Names
 * come from etcd, so all text is escaped, and the page's policy allows no script.
 */
public final class InventoryPage {
    /** Uses the colours of Okabe and Ito, which people with limited colour vision can tell apart. */
    private static final String STYLE = """
        :root { color-scheme: light dark; --back: #ffffff; --text: #1b1b1b; --soft: #6b6b6b; --line: #d0d0d0; }
        @media (prefers-color-scheme: dark) { :root { --back: #16181b; --text: #e6e6e6; --soft: #a0a0a0; --line: #3a3d42; } }
        * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
        .safe { border-left: .4rem solid #009e73; padding-left: .8rem; } .open { border-left: .4rem solid #d55e00; padding-left: .8rem; }
        table { border-collapse: collapse; } td:first-child { white-space: nowrap; } small { overflow-wrap: anywhere; } td, th { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); }
        pre, .plot { overflow-x: auto; } pre { font-size: 13px; } .plot svg { width: 100%; min-width: 34rem; height: auto; }
        svg text { fill: var(--text); font-size: 12px; } svg line { stroke: var(--soft); } .legend span { margin-right: 1rem; display: inline-block; white-space: nowrap; } small { color: var(--soft); }
        .v0 { fill: #0072b2; } .v1 { fill: #e69f00; } .v2 { fill: #009e73; } .v3 { fill: #cc79a7; }
        .v4 { fill: #56b4e9; } .v5 { fill: #d55e00; } .v6 { fill: #f0e442; } .v7 { fill: #999999; }
        @media (max-width: 40rem) { td { display: block; border: 0; padding: .1rem 0; } tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); } }
        @media print { :root { --back: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; color-scheme: light; }
          body { font-size: 10pt; margin: 0; } pre { font-size: 8pt; white-space: pre-wrap; overflow-wrap: anywhere; } .plot svg { min-width: 0; }
          tr, svg { break-inside: avoid; } h2 { break-after: avoid; } }
        """;

    private InventoryPage() {}

    public static String of(Inventory inventory) {
        var plots = new VersionPlots(inventory);
        var page = new StringBuilder(8_192);
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escaped(InventoryWords.pageTitle(inventory.subject().providerName())))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1 class=\"")
                .append(inventory.verdict().safe() ? "safe" : "open")
                .append("\">")
                .append(escaped(VerdictWords.sentence(inventory)))
                .append("</h1>\n<p><small>")
                .append(escaped(InventoryWords.madeBy(
                        inventory.subject().providerName(), inventory.at(), inventory.toolVersion())))
                .append("</small></p>\n");
        section(page, InventoryWords.BY_RESOURCE, plots.legend() + plots.overResources());
        section(page, InventoryWords.BY_REVISION, plots.overTime());
        section(page, "Conditions", conditions(inventory));
        section(page, "Everything", "<pre>" + escaped(text(inventory)) + "</pre>\n");
        return page.append("</body></html>\n").toString();
    }

    private static void section(StringBuilder page, String title, String content) {
        page.append("<section><h2>")
                .append(title)
                .append("</h2>\n")
                .append(content)
                .append("</section>\n");
    }

    private static String conditions(Inventory inventory) {
        var table = new StringBuilder("<table>\n");
        for (Condition condition : inventory.verdict().conditions()) {
            String cure = VerdictWords.cure(condition);
            table.append("<tr><td>")
                    .append(mark(condition.state()))
                    .append("</td><td>")
                    .append(escaped(VerdictWords.title(condition.rule())))
                    .append("</td><td>")
                    .append(escaped(condition.seen()))
                    .append(cure.isEmpty() ? "" : "<br><small>" + escaped(cure) + "</small>")
                    .append("</td></tr>\n");
        }
        return table.append("</table>\n").toString();
    }

    /** Returns a sign and a word, because not everyone sees colours and not every printer has them. */
    private static String mark(State state) {
        return switch (state) {
            case MET -> "&#10003; met";
            case NOT_MET -> "&#10007; not met";
            case UNKNOWN -> "? unknown";
        };
    }

    private static String text(Inventory inventory) {
        var text = new StringWriter();
        InventoryText.print(inventory, new PrintWriter(text, true));
        return text.toString();
    }

    /** Escapes a text for the page: no part of it is markup, and no character is invisible. */
    static String escaped(String text) {
        var safe = new StringBuilder(text.length());
        text.lines().forEach(line -> safe.append(safe.isEmpty() ? "" : "\n").append(markup(PathText.printable(line))));
        return safe.toString();
    }

    private static String markup(String line) {
        return line.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
