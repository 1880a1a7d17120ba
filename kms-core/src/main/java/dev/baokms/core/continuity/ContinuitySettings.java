package dev.baokms.core.continuity;

import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;

/**
 * What may be held, and for how long.
 *
 * @param prefetch whether the wrapped seeds that were asked for are remembered and unwrapped together at the next start
 * @param level what an outage of the key's server may be answered from
 * @param maxOffline how long after the last good deep probe an outage is still answered; 1 minute to 7 days
 * @param readyInOutage whether Status says ok meanwhile; otherwise it says until when
 */
public record ContinuitySettings(boolean prefetch, ContinuityLevel level, Duration maxOffline, boolean readyInOutage) {
    /** What an outage may be answered from. */
    public enum ContinuityLevel {
        /** From nothing: no answer without the key's server. */
        OFF,
        /** From the memory of this process. */
        MEMORY,
        /** The same, and from memory that outlives the process. */
        PROCESS
    }

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** A week: a longer absence is not an outage but a decision. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Prefetch on, no outage answered, 4 h as in other caches of keys. */
    public static final ContinuitySettings DEFAULT =
            new ContinuitySettings(true, ContinuityLevel.OFF, Duration.ofHours(4), false);

    /** @throws InvalidSettings naming components and the rules they break */
    public ContinuitySettings {
        new InvalidSettings.Collector()
                .require(maxOffline.compareTo(SHORTEST) >= 0, "maxOffline", "must be at least 1m")
                .require(maxOffline.compareTo(LONGEST) <= 0, "maxOffline", "must be at most 168h, seven days")
                .done();
    }

    /** Whether an outage is answered from anything. */
    public boolean ridesOutages() {
        return level != ContinuityLevel.OFF;
    }
}
