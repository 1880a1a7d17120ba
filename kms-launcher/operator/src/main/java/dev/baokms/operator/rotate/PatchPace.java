package dev.baokms.operator.rotate;

import java.time.Duration;

/** Rests after a patch when patches take longer than they did at first: then somebody else needs the API server. */
final class PatchPace {
    private static final double WEIGHT = 0.1;
    private static final double SLOW = 2;
    /** Below this a difference is noise. */
    private static final double LEAST_MILLIS = 10;

    private static final long LONGEST_MILLIS = 2_000;
    /** Of the time that was lost: what another is to get. */
    private static final double SHARE = 4;

    private double usual;
    private double recent;

    /** How long to rest after one that took so long. */
    synchronized Duration restAfter(Duration took) {
        double millis = took.toNanos() / 1e6;
        recent = recent == 0 ? millis : recent * (1 - WEIGHT) + millis * WEIGHT;
        usual = usual == 0 ? recent : Math.min(usual, recent);
        double more = recent - SLOW * Math.max(usual, LEAST_MILLIS);
        return more <= 0 ? Duration.ZERO : Duration.ofMillis(Math.min(LONGEST_MILLIS, Math.round(more * SHARE)));
    }
}
