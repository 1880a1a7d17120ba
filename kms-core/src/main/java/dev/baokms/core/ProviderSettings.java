package dev.baokms.core;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;

/**
 * The numbers and switches of a provider.
 *
 * @param pluginVersion build version, written into annotations, not empty
 * @param verifyAfterWrap whether Encrypt unwraps its result before it answers
 * @param rotation when versions become active
 * @param health how failures show
 * @param probeInterval time between probes while all is well: more than zero, and at most the staleness limit of {@code
 *     health}, or Status would fail between two good probes. The API server notices nothing sooner than its own poll
 * @param deepProbeInterval time between probes that read everything and unwrap, at least {@code probeInterval}
 * @param continuity what may be held. Only deep probes renew the lease of an outage, so it may not be shorter than
 *     {@code deepProbeInterval}
 */
public record ProviderSettings(
        String pluginVersion,
        boolean verifyAfterWrap,
        RotationRules rotation,
        HealthRules health,
        Duration probeInterval,
        Duration deepProbeInterval,
        ContinuitySettings continuity) {

    /** @throws InvalidSettings naming components and the rules they break */
    public ProviderSettings {
        new InvalidSettings.Collector()
                .require(!pluginVersion.isEmpty(), "pluginVersion", "must not be empty")
                .require(probeInterval.isPositive(), "probeInterval", "must be positive")
                .require(deepProbeInterval.isPositive(), "deepProbeInterval", "must be positive")
                .require(
                        probeInterval.compareTo(deepProbeInterval) <= 0,
                        "probeInterval",
                        "must not be longer than deepProbeInterval")
                .require(
                        probeInterval.compareTo(health.statusMaxStaleness()) <= 0,
                        "probeInterval",
                        "must not be longer than statusMaxStaleness")
                .require(
                        !continuity.ridesOutages() || deepProbeInterval.compareTo(continuity.maxOffline()) <= 0,
                        "maxOffline",
                        "must not be shorter than deepProbeInterval: only a deep probe renews it")
                .done();
    }

    /** With the published defaults of {@code continuity}. */
    public ProviderSettings(
            String pluginVersion,
            boolean verifyAfterWrap,
            RotationRules rotation,
            HealthRules health,
            Duration probeInterval,
            Duration deepProbeInterval) {
        this(
                pluginVersion,
                verifyAfterWrap,
                rotation,
                health,
                probeInterval,
                deepProbeInterval,
                ContinuitySettings.DEFAULT);
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

    /** A copy with other rules for what is held. */
    public ProviderSettings with(ContinuitySettings other) {
        return new ProviderSettings(
                pluginVersion, verifyAfterWrap, rotation, health, probeInterval, deepProbeInterval, other);
    }
}
