package dev.baokms.operator.report;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of one page of a daemon's metrics. Lines that are not samples are ignored, because any process may have
 * written the page.
 */
public final class MetricValues {
    /** The values when there is no page. */
    public static final MetricValues NONE = new MetricValues(Map.of());

    static final Pattern SAMPLE = Pattern.compile(
            "(?<series>(?<name>[a-z_]{1,80})(?:\\{(?<labels>[ -~]{0,200})\\})?) (?<value>[0-9.E+-]{1,30})");
    private static final Pattern LABEL = Pattern.compile("([a-z_]{1,40})=\"([^\"]{0,100})\"");
    private static final String BOUND = "le";

    private record Series(String name, Map<String, String> labels) {}

    private final Map<Series, Double> values;

    private MetricValues(Map<Series, Double> values) {
        this.values = values;
    }

    /**
     * Parses a page.
     *
     * @param page the page in the text format of Prometheus
     */
    public static MetricValues parse(String page) {
        var values = new HashMap<Series, Double>();
        page.lines().forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                var labels = new HashMap<String, String>();
                String written = Optional.ofNullable(sample.group("labels")).orElse("");
                LABEL.matcher(written).results().forEach(label -> labels.put(label.group(1), label.group(2)));
                number(sample.group("value"))
                        .ifPresent(value -> values.put(new Series(sample.group("name"), Map.copyOf(labels)), value));
            }
        });
        return new MetricValues(Map.copyOf(values));
    }

    static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Whether there are no numbers, as when there was no page. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns the value of a metric without labels. */
    public OptionalDouble of(String name) {
        Double value = values.get(new Series(name, Map.of()));
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Returns sums over all series of a metric, by the value of one label. */
    public SortedMap<String, Double> by(String name, String label) {
        var sums = new TreeMap<String, Double>();
        values.forEach((series, value) -> {
            if (series.name.equals(name) && series.labels.containsKey(label)) {
                sums.merge(series.labels.get(label), value, Double::sum);
            }
        });
        return sums;
    }

    /** Returns sums by the value of one label, over the series in which another label has the given value. */
    public SortedMap<String, Double> by(String name, String label, String other, String value) {
        var sums = new TreeMap<String, Double>();
        values.forEach((series, number) -> {
            if (series.name.equals(name)
                    && value.equals(series.labels.get(other))
                    && series.labels.containsKey(label)) {
                sums.merge(series.labels.get(label), number, Double::sum);
            }
        });
        return sums;
    }

    /** Returns the buckets of a histogram: for each upper bound, how many observations did not exceed it. */
    public NavigableMap<Double, Double> buckets(String name, String label, String value) {
        var buckets = new TreeMap<Double, Double>();
        by(name + "_bucket", BOUND, label, value)
                .forEach((bound, count) -> number(bound.equals("+Inf") ? "Infinity" : bound)
                        .ifPresent(number -> buckets.put(number, count)));
        return buckets;
    }
}
