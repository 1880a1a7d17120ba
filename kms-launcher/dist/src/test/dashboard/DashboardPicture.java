import static java.nio.charset.StandardCharsets.UTF_8;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dashboard of Grafana as a page of drawings, with what a Prometheus answers to its queries. {@code java DashboardPicture.java FILE
 * PROMETHEUS BEGIN END}, times in seconds since 1970; writes HTML.
 */
final class DashboardPicture {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 170;
    private static final int LEFT = 48;
    private static final int BOTTOM = 20;
    private static final String[] COLOURS = {
        "#3366cc", "#dc3912", "#ff9900", "#109618", "#990099", "#0099c6", "#dd4477", "#66aa00", "#b82e2e", "#316395",
        "#994499", "#22aa99"
    };

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI prometheus;
    private final long begin;
    private final long end;
    private final StringBuilder page = new StringBuilder();

    private DashboardPicture(URI prometheus, long begin, long end) {
        this.prometheus = prometheus;
        this.begin = begin;
        this.end = end;
    }

    /** @param points by second */
    private record Series(String name, TreeMap<Long, Double> points) {}

    public static void main(String[] arguments) throws Exception {
        Map<?, ?> dashboard = object(Files.readString(Path.of(arguments[0])));
        var picture = new DashboardPicture(
                URI.create(arguments[1]), Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
        picture.draw(dashboard);
        System.out.print(picture.page);
    }

    private static Map<?, ?> object(String json) throws IOException {
        return (Map<?, ?>) new Moshi.Builder().build().adapter(Object.class).fromJson(json);
    }

    private void draw(Map<?, ?> dashboard) throws Exception {
        page.append("<!doctype html><meta charset=\"utf-8\"><title>")
                .append(text(dashboard.get("title")))
                .append("</title><style>");
        page.append("body{font:13px sans-serif;background:#fff;color:#222;margin:12px;width:1400px}");
        page.append(
                "div{display:inline-block;vertical-align:top;width:450px;height:270px;margin:4px;overflow:hidden;border:1px"
                    + " solid #ccc}");
        page.append("h2{font-size:13px;margin:4px}p{margin:2px"
                + " 6px;font-size:11px}i{font-style:normal;font-weight:bold}</style>");
        page.append("<h1>").append(text(dashboard.get("title"))).append("</h1>");
        for (Object each : (List<?>) dashboard.get("panels")) {
            panel((Map<?, ?>) each);
        }
    }

    private void panel(Map<?, ?> panel) throws Exception {
        var series = new ArrayList<Series>();
        for (Object target : (List<?>) panel.get("targets")) {
            series.addAll(ask((Map<?, ?>) target));
        }
        Map<?, ?> defaults = (Map<?, ?>) ((Map<?, ?>) panel.get("fieldConfig")).get("defaults");
        page.append("<div><h2>").append(text(panel.get("title"))).append("</h2>");
        if (series.isEmpty()) {
            page.append("<p>No data</p>");
        } else {
            switch (panel.get("type").toString()) {
                case "state-timeline" -> states(series, (List<?>) defaults.get("mappings"));
                case "bargauge" ->
                    series.forEach(each -> page.append("<p>")
                            .append(text(each.name))
                            .append(": ")
                            .append(number(each.points.lastEntry().getValue(), ""))
                            .append("</p>"));
                case "timeseries" -> lines(series, String.valueOf(defaults.get("unit")));
                default -> throw new IllegalArgumentException("a panel of type " + panel.get("type"));
            }
        }
        page.append("</div>\n");
    }

    private List<Series> ask(Map<?, ?> target) throws Exception {
        String query = target.get("expr")
                .toString()
                .replace("$job", ".*")
                .replace("$instance", ".*")
                .replace("$__rate_interval", "20s");
        var answer = http.send(
                HttpRequest.newBuilder(prometheus.resolve("/api/v1/query_range?start=%s&end=%s&step=5&query=%s"
                                .formatted(begin, end, URLEncoder.encode(query, UTF_8))))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(query + ": " + answer.body());
        }
        var series = new ArrayList<Series>();
        for (Object result : (List<?>) ((Map<?, ?>) object(answer.body()).get("data")).get("result")) {
            Map<?, ?> one = (Map<?, ?>) result;
            String name = target.get("legendFormat").toString();
            for (var label : ((Map<?, ?>) one.get("metric")).entrySet()) {
                name = name.replace(
                        "{{" + label.getKey() + "}}", label.getValue().toString());
            }
            var points = new TreeMap<Long, Double>();
            for (Object value : (List<?>) one.get("values")) {
                List<?> pair = (List<?>) value;
                double number = Double.parseDouble(pair.get(1).toString().replace("Inf", "Infinity"));
                if (Double.isFinite(number)) {
                    points.put(((Double) pair.get(0)).longValue(), number);
                }
            }
            if (!points.isEmpty()) {
                series.add(new Series(name.replaceAll("\\{\\{[^}]*}}", ""), points));
            }
        }
        return series;
    }

    private double x(long second) {
        return LEFT + (WIDTH - LEFT - 4.0) * (second - begin) / (end - begin);
    }

    private void open(int height) {
        page.append("<svg width=\"%s\" height=\"%s\" font-size=\"10\">".formatted(WIDTH, height));
        for (int i = 0; i <= 4; i++) {
            long at = begin + (end - begin) * i / 4;
            String clock = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.ofEpochSecond(at));
            page.append("<text x=\"%.0f\" y=\"%s\" text-anchor=\"middle\">%s</text>"
                    .formatted(Math.clamp(x(at), LEFT + 8, WIDTH - 16), height - 4, clock));
        }
    }

    private void lines(List<Series> series, String unit) {
        double top = 0;
        double low = 0;
        for (Series each : series) {
            for (double value : each.points.values()) {
                top = Math.max(top, value);
                low = Math.min(low, value);
            }
        }
        top = top == low ? low + 1 : top;
        open(HEIGHT);
        double room = HEIGHT - BOTTOM - 12.0;
        for (int i = 0; i <= 2; i++) {
            double value = low + (top - low) * i / 2;
            double y = 6 + room * (1 - i / 2.0);
            page.append(
                    "<path d=\"M%s %.1fH%s\" stroke=\"#ddd\"/><text x=\"%s\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
                            .formatted(LEFT, y, WIDTH - 4, LEFT - 4, y + 3, number(value, unit)));
        }
        for (int i = 0; i < series.size(); i++) {
            var path = new StringBuilder();
            // Far enough from the first point for a gap.
            long before = 0;
            for (var point : series.get(i).points.entrySet()) {
                path.append("%s%.1f %.1f"
                        .formatted(
                                point.getKey() - before > 6 ? "M" : "L",
                                x(point.getKey()),
                                6 + room * (1 - (point.getValue() - low) / (top - low))));
                before = point.getKey();
            }
            page.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>"
                    .formatted(path, COLOURS[i % COLOURS.length]));
        }
        page.append("</svg><p>");
        for (int i = 0; i < series.size(); i++) {
            page.append("<i style=\"color:%s\">&#9632;</i> %s &nbsp;"
                    .formatted(COLOURS[i % COLOURS.length], text(series.get(i).name)));
        }
        page.append("</p>");
    }

    private void states(List<Series> series, List<?> mappings) {
        Map<?, ?> texts = (Map<?, ?>) ((Map<?, ?>) mappings.getFirst()).get("options");
        int height = 40 * series.size() + BOTTOM;
        open(height);
        for (int i = 0; i < series.size(); i++) {
            String shown = "";
            for (var point : series.get(i).points.entrySet()) {
                String value = "%.0f".formatted(point.getValue());
                Map<?, ?> state = (Map<?, ?>) texts.get(value);
                String name = state == null ? value : state.get("text").toString();
                String colour = state == null ? "grey" : state.get("color").toString();
                page.append("<rect x=\"%.1f\" y=\"%s\" width=\"%.1f\" height=\"22\" fill=\"%s\" fill-opacity=\"0.5\"/>"
                        .formatted(x(point.getKey()), 40 * i + 14, x(begin + 5) - x(begin) + 0.2, colour));
                if (!name.equals(shown)) {
                    page.append("<text x=\"%.1f\" y=\"%s\">%s</text>"
                            .formatted(x(point.getKey()) + 2, 40 * i + 29, text(name)));
                    shown = name;
                }
            }
            page.append("<text x=\"%s\" y=\"%s\">%s</text>".formatted(LEFT, 40 * i + 11, text(series.get(i).name)));
        }
        page.append("</svg>");
    }

    private static String number(double value, String unit) {
        if (unit.equals("s") && value != 0) {
            return value < 1
                    ? "%.3g ms".formatted(value * 1000)
                    : value < 120
                            ? "%.3g s".formatted(value)
                            : value < 7200 ? "%.3g min".formatted(value / 60) : "%.3g h".formatted(value / 3600);
        }
        return value == Math.rint(value) ? "%.0f".formatted(value) : "%.3g".formatted(value);
    }

    private static String text(Object value) {
        return value.toString().replace("&", "&amp;").replace("<", "&lt;");
    }
}
