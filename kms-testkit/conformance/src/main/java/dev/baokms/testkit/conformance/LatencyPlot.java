package dev.baokms.testkit.conformance;

import java.util.List;
import java.util.Locale;

/**
 * Latencies as a drawing: one line for each method from the shortest to the longest call, a bar for the middle half, and marks for the
 * middle and for 99 of 100. The scale is logarithmic, because providers differ by factors. The numbers also appear as
 * text beside it.
 */
final class LatencyPlot {
    private static final double LEAST_MILLIS = 0.1;
    private static final double MOST_MILLIS = 10_000;
    private static final int LEFT = 84;
    private static final int WIDTH = 380;
    private static final int ROW = 34;

    private LatencyPlot() {}

    static String of(List<Latencies> all) {
        int bottom = 10 + ROW * all.size();
        var svg = new StringBuilder();
        svg.append("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 %s %s\"><title>Latency by method</title>"
                .formatted(LEFT + WIDTH + 20, bottom + 26));
        for (int power = -1; power <= 4; power++) {
            double at = Math.pow(10, power);
            svg.append(line("grid", x(at), 4, x(at), bottom));
            svg.append("<text class=\"middle\" x=\"%s\" y=\"%s\">%s</text>".formatted(x(at), bottom + 17, label(at)));
        }
        for (int i = 0; i < all.size(); i++) {
            row(svg, all.get(i), 10 + ROW * i + ROW / 2);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void row(StringBuilder svg, Latencies one, int y) {
        svg.append("<text x=\"0\" y=\"%s\">%s</text>".formatted(y + 4, one.method()));
        svg.append(line("range", x(one.within(0)), y, x(one.within(1)), y));
        svg.append(line("half", x(one.within(0.25)), y, x(one.within(0.75)), y));
        svg.append(line("mark", x(one.within(0.5)), y - 9, x(one.within(0.5)), y + 9));
        svg.append(line("mark", x(one.within(0.99)), y - 5, x(one.within(0.99)), y + 5));
    }

    private static String line(String kind, String fromX, int fromY, String toX, int toY) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>".formatted(kind, fromX, fromY, toX, toY);
    }

    private static String x(double millis) {
        double bounded = Math.clamp(millis, LEAST_MILLIS, MOST_MILLIS);
        double share = Math.log10(bounded / LEAST_MILLIS) / Math.log10(MOST_MILLIS / LEAST_MILLIS);
        return String.format(Locale.ROOT, "%.1f", LEFT + share * WIDTH);
    }

    private static String label(double millis) {
        if (millis < 1) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 1000 ? Math.round(millis) + " ms" : Math.round(millis / 1000) + " s";
    }
}
