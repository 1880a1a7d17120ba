package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Durations as the server reads and prints them: {@code 90}, {@code 10m}, {@code 1h30m}, {@code 7d}. */
final class BaoDuration {
    private BaoDuration() {}

    /** A bare number is seconds. */
    static Optional<Duration> parse(String text) {
        try {
            if (text.matches("-?[0-9]+")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            return Optional.of(Duration.parse((text.endsWith("d") ? "P" : "PT") + text));
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static String format(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
