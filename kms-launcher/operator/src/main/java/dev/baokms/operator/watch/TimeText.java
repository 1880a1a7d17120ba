package dev.baokms.operator.watch;

import java.time.Duration;
import java.util.Locale;

/** Formats times for people, in their two largest units. */
final class TimeText {
    private TimeText() {}

    /**
     * Formats a time.
     *
     * @param time the time; a negative one counts as zero
     */
    static String of(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        return seconds < 172_800
                ? String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60)
                : String.format(Locale.ROOT, "%d d %02d h", seconds / 86_400, seconds / 3600 % 24);
    }

    /** Formats a latency in seconds. */
    static String ofSeconds(double seconds) {
        return seconds < 1
                ? String.format(Locale.ROOT, seconds < 0.01 ? "%.2f ms" : "%.0f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
