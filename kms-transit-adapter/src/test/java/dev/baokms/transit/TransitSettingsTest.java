package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"https://bao.example:8200", "https://bao.example/", "https://10.0.0.1/bao", "https://[::1]:8200"
            })
    void httpsAddress_isAccepted(String address) {
        assertThat(with(address, false).addresses()).containsExactly(URI.create(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bao.example",
                "http://127.0.0.1:8200",
                "https://me:secret@bao.example",
                "https://bao.example/?a",
                "https://bao.example/#a",
                "https:///x",
                "bao.example",
                "https://bao.example//",
                "https://bao.example/../x"
            })
    void otherAddress_isRefusedWithoutBeingQuoted(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(address, false))
                .withMessageContaining("address 0 must be")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8200", "http://[::1]:8200", "http://127.1.2.3"})
    void plainHttp_isAcceptedForLoopbackWhenAllowed(String address) {
        assertThat(with(address, true).addresses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8200", "http://10.0.0.1", "http://127.0.0.1.example", "http://127.999.0.1"})
    void plainHttp_isRefusedElsewhere(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> with(address, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/transit", "transit/", "a//b", "..", "a/../b", ".", "a b", "a%2fb", "a?b"})
    void oddMountPath_isRefused(String mount) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(mount, "k", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", "-a", "a b", "a/b", "..", "\u00e9"})
    void oddKeyName_isRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings("transit", key, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a//b", "..", "a%b", "\u00e9", "a b"})
    void oddNamespace_isRefused(String namespace) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings("transit", "k", Optional.of(namespace)));
    }

    @Test
    void pathOfSeveralSegments_isAccepted() {
        assertThat(settings("team/a.b/transit", "a.b-c_d", Optional.of("team/a"))
                        .mountPath())
                .isEqualTo("team/a.b/transit");
    }

    @Test
    void noAddress_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransitSettings(
                        List.of(),
                        "t",
                        "k",
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        false));
    }

    @Test
    void timesOutOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> times(Duration.ZERO, Duration.ofSeconds(2), Duration.ofHours(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> times(Duration.ofSeconds(2), Duration.ZERO, Duration.ofHours(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        times(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(999), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> times(
                        Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofSeconds(-1)));
    }

    private static TransitSettings times(Duration timeout, Duration loginTimeout, Duration increment, Duration window) {
        return new TransitSettings(
                List.of(URI.create("https://bao.example")),
                "t",
                "k",
                Optional.empty(),
                timeout,
                loginTimeout,
                increment,
                window,
                false);
    }

    private static TransitSettings with(String address, boolean plainLoopback) {
        return new TransitSettings(
                List.of(URI.create(address)),
                "transit",
                "k",
                Optional.empty(),
                TransitSettings.DEFAULT_TIMEOUT,
                TransitSettings.DEFAULT_TIMEOUT,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                plainLoopback);
    }

    private static TransitSettings settings(String mount, String key, Optional<String> namespace) {
        return new TransitSettings(
                List.of(URI.create("https://bao.example")),
                mount,
                key,
                namespace,
                TransitSettings.DEFAULT_TIMEOUT,
                TransitSettings.DEFAULT_TIMEOUT,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                false);
    }
}
