package dev.baokms.core.health;

import java.time.Duration;

/**
 * The numbers of the health rules.
 *
 * @param failureGrace how long a transient failure stays invisible
 * @param statusMaxStaleness age of the last good evidence beyond which Status is an error
 * @param coast whether Status keeps the key_id between the two, or is an error at once
 */
public record HealthRules(Duration failureGrace, Duration statusMaxStaleness, boolean coast) {
    /** 15 s, 2 min, coasting. */
    public static final HealthRules DEFAULT = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), true);

    public HealthRules {
        if (failureGrace.isNegative() || statusMaxStaleness.compareTo(failureGrace) < 0) {
            throw new IllegalArgumentException("failureGrace is " + failureGrace + " and statusMaxStaleness "
                    + statusMaxStaleness + ", need 0 <= failureGrace <= statusMaxStaleness");
        }
    }
}
