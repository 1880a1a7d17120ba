package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginMethod.Check;
import dev.baokms.core.login.LoginMethod.Setup;
import dev.baokms.core.settings.Setting;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the method shows to the program that offers it. Names, defaults and ids are published: scripts and files
 * depend on them.
 */
class CertificateMethodTest {
    private final CertificateMethod method = new CertificateMethod();

    @Test
    void settings_areThePublishedOnes() {
        assertThat(method.settings().stream().map(CertificateMethodTest::line))
                .containsExactly(
                        "cert.mountPath | required",
                        "cert.source | pkcs11",
                        "cert.name | optional",
                        "cert.minRemainingTtl | 24h",
                        "cert.clockSkewLeeway | 30s",
                        "cert.pkcs11.certificateFile | optional",
                        "cert.pkcs11.modulePath | required",
                        "cert.pkcs11.tokenLabel | required",
                        "cert.pkcs11.keyLabel | required",
                        "cert.pkcs11.pinFile | required",
                        "cert.pkcs11.maxSessions | 4");
    }

    private static String line(Setting<?> setting) {
        return setting.name() + " | " + setting.fallback().orElse(setting.required() ? "required" : "optional");
    }

    @Test
    void nameChecksAndFiles_areThePublishedOnes() {
        assertThat(method.name()).isEqualTo("cert");
        assertThat(method.checks())
                .containsExactly(
                        new Check("auth.cert.pkcs11", "the PKCS#11 token"),
                        new Check("auth.cert.local", "the client certificate"),
                        new Check("auth.cert.signer", "a signature by the token"));
        assertThat(method.installedFiles()).containsExactly(entry("cert.pkcs11.pinFile", "pin"));
    }

    @Test
    void open_touchesNothing() {
        try (Login login = method.open(method.read(Given.required()), new FileHost(InstantSource.system()))) {
            assertThat(login.clientKeys()).hasSize(1);
            assertThat(login.notice()).isEmpty();
        }
    }

    @Test
    void setup_isForTheMountAndItsRole() {
        Setup setup = method.setup(method.read(Given.required().with("cert.name", "kms-node")));

        assertThat(setup.mountPath()).isEqualTo("auth/cert");
        assertThat(setup.problems()).isEmpty();
        assertThat(setup.script()).startsWith("role='kms-node'\n").doesNotContain("{{");
    }

    @Test
    void setupWithoutARole_namesItAsThePolicy() {
        assertThat(method.setup(method.read(Given.required())).script()).startsWith("role=\"$policy\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"a b|'a b'", "$(id)|'$(id)'", "it's|'it'\\''s'"})
    void roleOfAnyCharacters_isOneWordOfTheShell(String name, String word) {
        assertThat(method.setup(method.read(Given.required().with("cert.name", name)))
                        .script())
                .startsWith("role=" + word + "\n");
    }
}
