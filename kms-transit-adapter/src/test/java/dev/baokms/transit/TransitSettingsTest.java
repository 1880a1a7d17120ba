package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.transit.http.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitSettingsTest {
    private static final ServerAddress HTTPS = ServerAddress.parse("https://bao.example");
    private static final ServerAddress HTTP = ServerAddress.parse("http://127.0.0.1:8200");

    /** What a test changes; the rest is in order. */
    private List<ServerAddress> addresses = List.of(HTTPS);

    private String mountPath = "transit";
    private String keyName = "k";
    private Optional<String> namespace = Optional.empty();
    private Duration timeout = TransitSettings.DEFAULT_TIMEOUT;
    private Duration loginTimeout = TransitSettings.DEFAULT_TIMEOUT;
    private Duration increment = Duration.ofHours(1);
    private Duration loginBeforeExpiry = Duration.ofMinutes(5);
    private boolean plainHttp;

    @Test
    void pathsOfSeveralSegments_areAccepted() {
        mountPath = "team/a.b/transit";
        keyName = "a.b-c_d";
        namespace = Optional.of("team/a");

        assertThat(settings().mountPath()).isEqualTo("team/a.b/transit");
    }

    @Test
    void noAddress_isRefused() {
        addresses = List.of();

        assertThat(problems()).containsOnlyKeys("addresses");
    }

    @Test
    void plainHttp_isRefusedUnlessAllowed() {
        addresses = List.of(HTTPS, HTTP);
        assertThat(problems()).containsOnly(Map.entry("addresses", "must be https"));

        plainHttp = true;
        assertThat(settings().addresses()).containsExactly(HTTPS, HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/transit", "transit/", "a//b", "..", "a/../b", ".", "./a", "a/.", "a b", "a%2fb", "a?b"})
    void oddMountPath_isRefused(String mount) {
        mountPath = mount;

        assertThat(problems()).containsOnlyKeys("mountPath");
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "a..b", "...", "a~b", "_-"})
    void mountPathThatOnlyLooksOdd_isAccepted(String mount) {
        mountPath = mount;

        assertThat(settings().mountPath()).isEqualTo(mount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", "-a", "a b", "a/b", "..", "\u00e9"})
    void oddKeyName_isRefused(String key) {
        keyName = key;

        assertThat(problems()).containsOnlyKeys("keyName");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a//b", "..", "a%b", "\u00e9quipe", "a b"})
    void oddNamespace_isRefused(String name) {
        namespace = Optional.of(name);

        assertThat(problems()).containsOnlyKeys("namespace");
    }

    @Test
    void timeout_leavesTheApiServerTimeToHearTheReason() {
        timeout = Duration.ofMillis(2500);
        assertThat(settings().timeout()).isEqualTo(timeout);

        timeout = Duration.ofMillis(2501);
        assertThat(problems())
                .hasEntrySatisfying("timeout", rule -> assertThat(rule).contains("2500ms"));
    }

    @Test
    void timesOutOfRange_areRefusedTogether() {
        timeout = Duration.ZERO;
        loginTimeout = Duration.ofHours(1_000_000_000);
        increment = Duration.ofMillis(999);
        loginBeforeExpiry = Duration.ofSeconds(-1);

        assertThat(problems())
                .containsOnlyKeys("timeout", "loginTimeout", "tokenRenewalIncrement", "loginBeforeTokenExpiry");
    }

    @Test
    void incrementOfCenturies_isRefused() {
        increment = Duration.ofHours(999_999_999);

        assertThat(problems()).containsOnlyKeys("tokenRenewalIncrement");
    }

    private Map<String, String> problems() {
        return assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(this::settings)
                .asInstanceOf(type(InvalidSettings.class))
                .actual()
                .problems();
    }

    private TransitSettings settings() {
        return new TransitSettings(
                addresses,
                mountPath,
                keyName,
                namespace,
                timeout,
                loginTimeout,
                increment,
                loginBeforeExpiry,
                plainHttp);
    }
}
