package dev.baokms.operator.report;

import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;

/** Reads samples of the running daemon's own metrics. */
public final class MetricsPage {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private MetricsPage() {}

    /**
     * Returns all samples; none when the page does not answer.
     *
     * @param address empty when the page is turned off
     */
    public static MetricValues read(Optional<ListenAddress> address) {
        return MetricValues.parse(text(address));
    }

    /** Returns an empty text when the page does not answer. The health page reports that. */
    private static String text(Optional<ListenAddress> address) {
        try {
            return address.isPresent()
                    ? PageReader.get(address.get(), "/metrics", TIMEOUT, MAX_BYTES)
                            .body()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Returns the named samples that are not zero, by name and labels; none when the page does not answer.
     *
     * @param address empty when the page is turned off
     */
    public static Map<String, String> notZero(Optional<ListenAddress> address, List<String> names) {
        var found = new LinkedHashMap<String, String>();
        text(address).lines().forEach(line -> {
            Matcher sample = MetricValues.SAMPLE.matcher(line);
            if (sample.matches() && names.contains(sample.group("name")) && isNotZero(sample.group("value"))) {
                found.put(sample.group("series"), sample.group("value"));
            }
        });
        return found;
    }

    private static boolean isNotZero(String value) {
        OptionalDouble number = MetricValues.number(value);
        return number.isPresent() && number.getAsDouble() != 0;
    }
}
