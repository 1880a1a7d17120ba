package dev.baokms.testkit.emulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the server reads and prints them: {@code 90}, {@code 10m}, {@code 1h30m}, {@code 7d}. */
final class BaoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h|d)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    private BaoDuration() {}

    /** A bare number is seconds. */
    static Optional<Duration> parse(String text) {
        if (text.matches("-?[0-9]{1,12}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int at = 0;
        while (part.find() && part.start() == at) {
            long unit = NANOS.getOrDefault(part.group(2), 0L);
            sum = sum.plusNanos(new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValue());
            at = part.end();
        }
        return at == text.length() && at > 0 ? Optional.of(sum) : Optional.empty();
    }

    /** Whole seconds; parts that are zero are left out at the end. */
    static String format(Duration duration) {
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        int seconds = duration.toSecondsPart();
        String text = (hours > 0 ? hours + "h" : "")
                + (minutes > 0 || (hours > 0 && seconds > 0) ? minutes + "m" : "")
                + (seconds > 0 ? seconds + "s" : "");
        return text.isEmpty() ? "0s" : text;
    }
}
