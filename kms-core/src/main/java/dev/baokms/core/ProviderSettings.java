package dev.baokms.core;

import dev.baokms.core.health.HealthRules;
import dev.baokms.core.rotation.RotationRules;
import java.time.Duration;

/**
 * The numbers and switches of a provider.
 *
 * @param pluginVersion build version, written into annotations, not empty
 * @param verifyAfterWrap whether Encrypt unwraps its result before it answers
 * @param rotation when versions become active
 * @param health how failures show
 * @param probeInterval time between probes while all is well; the API server notices nothing sooner than its own poll
 * @param deepProbeInterval time between probes that read everything and unwrap
 */
public record ProviderSettings(
        String pluginVersion,
        boolean verifyAfterWrap,
        RotationRules rotation,
        HealthRules health,
        Duration probeInterval,
        Duration deepProbeInterval) {

    public ProviderSettings {
        if (pluginVersion.isEmpty()) {
            throw new IllegalArgumentException("pluginVersion must not be empty");
        }
        if (!probeInterval.isPositive() || deepProbeInterval.compareTo(probeInterval) < 0) {
            throw new IllegalArgumentException("probeInterval is " + probeInterval + " and deepProbeInterval "
                    + deepProbeInterval + ", need 0 < probeInterval <= deepProbeInterval");
        }
    }

    /** Every number at its published default. */
    public static ProviderSettings defaults(String pluginVersion) {
        return new ProviderSettings(
                pluginVersion,
                true,
                RotationRules.DEFAULT,
                HealthRules.DEFAULT,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }
}
