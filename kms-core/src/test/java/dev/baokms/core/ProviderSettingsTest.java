package dev.baokms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.health.HealthRules;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProviderSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);

    @Test
    void bounds_mayBeEqual() {
        ProviderSettings settings = settings("1", SECOND, SECOND, SECOND);

        assertThat(settings.deepProbeInterval()).isEqualTo(settings.probeInterval());
    }

    @Test
    void emptyPluginVersion_isRefused() {
        assertRefused(() -> ProviderSettings.defaults(""), "pluginVersion must not be empty");
    }

    @Test
    void intervalThatIsNotPositive_isRefused() {
        assertRefused(() -> settings("1", Duration.ZERO, SECOND, SECOND), "probeInterval must be positive");
        assertRefused(
                () -> settings("1", Duration.ofNanos(-2), Duration.ofNanos(-1), SECOND),
                "probeInterval must be positive; deepProbeInterval must be positive");
    }

    @Test
    void probesThatAreTooRare_areRefused() {
        assertRefused(() -> settings("1", TWO, SECOND, TWO), "probeInterval must not be longer than deepProbeInterval");
        assertRefused(
                () -> settings("1", TWO, TWO, SECOND), "probeInterval must not be longer than statusMaxStaleness");
    }

    @Test
    void everyProblem_isFoundInOnePass() {
        assertRefused(
                () -> settings("", Duration.ZERO, Duration.ofNanos(-1), SECOND),
                "pluginVersion must not be empty; probeInterval must be positive; deepProbeInterval must be positive");
    }

    private static ProviderSettings settings(String version, Duration probe, Duration deep, Duration staleness) {
        return new ProviderSettings(
                version, true, RotationRules.DEFAULT, new HealthRules(Duration.ZERO, staleness, true), probe, deep);
    }

    private static void assertRefused(Runnable construction, String message) {
        assertThatThrownBy(construction::run)
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(message);
    }
}
