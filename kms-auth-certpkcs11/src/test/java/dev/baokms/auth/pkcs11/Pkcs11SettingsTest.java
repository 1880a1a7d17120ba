package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11SettingsTest {
    @Test
    void whatIsNotGiven_hasItsDefault() {
        assertThat(Pkcs11Settings.read(Given.required()))
                .isEqualTo(new Pkcs11Settings(
                        "auth/cert",
                        Optional.empty(),
                        Duration.ofHours(24),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        "/usr/lib/module.so",
                        "node",
                        "kms",
                        "/etc/openbao-kms/pin"));
    }

    @Test
    void everySetting_isRead() {
        Given all = Given.required()
                .with("cert.name", "kms-node")
                .with("cert.minRemainingTtl", "2h")
                .with("cert.clockSkewLeeway", "5s")
                .with("cert.pkcs11.certificateFile", "/etc/openbao-kms/kms.pem");

        assertThat(Pkcs11Settings.read(all))
                .isEqualTo(new Pkcs11Settings(
                        "auth/cert",
                        Optional.of("kms-node"),
                        Duration.ofHours(2),
                        Duration.ofSeconds(5),
                        Optional.of("/etc/openbao-kms/kms.pem"),
                        "/usr/lib/module.so",
                        "node",
                        "kms",
                        "/etc/openbao-kms/pin"));
    }

    @Test
    void maxSessions_isAcceptedAndChangesNothing() {
        assertThat(Pkcs11Settings.read(Given.required().with("cert.pkcs11.maxSessions", "7")))
                .isEqualTo(Pkcs11Settings.read(Given.required()));
    }

    @Test
    void durations_mayBeZero_andNotLess() {
        Pkcs11Settings none = settings(Duration.ZERO, Duration.ZERO);
        assertThat(none.minRemainingTtl()).isZero();
        assertThat(none.clockSkewLeeway()).isZero();

        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> settings(Duration.ofSeconds(-1), Duration.ofNanos(-1)))
                .satisfies(refused -> assertThat(refused.problems())
                        .containsOnlyKeys("cert.minRemainingTtl", "cert.clockSkewLeeway"));
    }

    @ParameterizedTest
    @CsvSource({
        "cert.mountPath, cert",
        "cert.name, ''",
        "cert.pkcs11.tokenLabel, ''",
        "cert.pkcs11.tokenLabel, 123456789012345678901234567890123",
        "cert.pkcs11.tokenLabel, ééééééééééééééééé",
        "cert.pkcs11.keyLabel, ''",
    })
    void valueThatCannotBe_isRefusedByName(String name, String value) {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> Pkcs11Settings.read(Given.required().with(name, value)))
                .satisfies(refused -> assertThat(refused.problems()).containsOnlyKeys(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "12345678901234567890123456789012", "éééééééééééééééé"})
    void labelThatATokenCanHave_isKept(String label) {
        assertThat(Pkcs11Settings.read(Given.required().with("cert.pkcs11.tokenLabel", label))
                        .tokenLabel())
                .isEqualTo(label);
    }

    private static Pkcs11Settings settings(Duration minRemainingTtl, Duration clockSkewLeeway) {
        return new Pkcs11Settings(
                "auth/cert",
                Optional.empty(),
                minRemainingTtl,
                clockSkewLeeway,
                Optional.empty(),
                "/etc/openbao-kms/file",
                "node",
                "kms",
                "/etc/openbao-kms/file");
    }
}
