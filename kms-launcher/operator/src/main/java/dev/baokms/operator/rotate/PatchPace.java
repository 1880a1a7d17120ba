package dev.baokms.operator.rotate;

import java.time.Duration;

/**
 * Rests after a patch when patches take longer than they did at first, because then someone else needs the API server.
 */
final class PatchPace {
    private static final double WEIGHT = 0.1;
    private static final double SLOW = 2;
    /** Below this time, a difference is noise. */
    private static final double LEAST_MILLIS = 10;

    private static final long LONGEST_MILLIS = 2_000;
    /** The rest as a multiple of the lost time, which leaves others their share. */
    private static final double SHARE = 4;

    private double usual;
    private double recent;

    /** Returns how long to rest after a patch that took this long. */
    synchronized Duration restAfter(Duration took) {
        double millis = took.toNanos() / 1e6;
        recent = recent == 0 ? millis : recent * (1 - WEIGHT) + millis * WEIGHT;
        usual = usual == 0 ? recent : Math.min(usual, recent);
        double more = recent - SLOW * Math.max(usual, LEAST_MILLIS);
        return more <= 0 ? Duration.ZERO : Duration.ofMillis(Math.min(LONGEST_MILLIS, Math.round(more * SHARE)));
    }
}
