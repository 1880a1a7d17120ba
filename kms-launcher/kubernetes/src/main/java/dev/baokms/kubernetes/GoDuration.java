package dev.baokms.kubernetes;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as kube-apiserver reads them: decimal numbers, each with a unit, such as {@code 1.5s} or {@code 1m30s}. */
public final class GoDuration {
    /** Longer than any duration needs, and short enough to calculate with. */
    private static final int MAX_LENGTH = 100;

    private static final Pattern WHOLE = Pattern.compile("([-+]?)(0|(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)[a-zµμ]+)+)");
    private static final Pattern PART = Pattern.compile("([0-9.]+)([a-zµμ]+)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "μs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private GoDuration() {}

    /** Returns empty for a text that is not a duration or does not fit into 64 bits of nanoseconds. */
    public static Optional<Duration> parse(String text) {
        Matcher whole = WHOLE.matcher(text);
        if (text.length() > MAX_LENGTH || !whole.matches()) {
            return Optional.empty();
        }
        long nanos = 0;
        Matcher part = PART.matcher(whole.group(2));
        try {
            while (part.find()) {
                Long unit = NANOS.get(part.group(2));
                if (unit == null) {
                    return Optional.empty();
                }
                BigDecimal exact = new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit));
                nanos = Math.addExact(nanos, exact.toBigInteger().longValueExact());
            }
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(whole.group(1).equals("-") ? -nanos : nanos));
    }
}
