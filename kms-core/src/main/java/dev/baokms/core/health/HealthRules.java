package dev.baokms.core.health;

import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;

/**
 * The limits of the health rules.
 *
 * @param failureGrace how long a transient failure stays invisible; zero or more, at most
 *     {@code statusMaxStaleness}
 * @param statusMaxStaleness age of the last good evidence beyond which Status is an error; more than zero
 * @param coast whether Status keeps the key_id between grace and staleness, or is an error as soon as grace ends
 */
public record HealthRules(Duration failureGrace, Duration statusMaxStaleness, boolean coast) {
    /** 15 s, 2 min, coasting. */
    public static final HealthRules DEFAULT = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), true);

    /** @throws InvalidSettings naming components and the rules they break */
    public HealthRules {
        new InvalidSettings.Collector()
                .require(!failureGrace.isNegative(), "failureGrace", "must not be negative")
                .require(statusMaxStaleness.isPositive(), "statusMaxStaleness", "must be positive")
                .require(
                        failureGrace.compareTo(statusMaxStaleness) <= 0,
                        "failureGrace",
                        "must not be longer than statusMaxStaleness")
                .done();
    }
}
