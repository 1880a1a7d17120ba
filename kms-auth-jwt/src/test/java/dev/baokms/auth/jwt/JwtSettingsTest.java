package dev.baokms.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.auth.Given;
import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the settings, each refused by the name of its setting. */
class JwtSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"jwt", "auth/", "auth/../jwt", "auth/.hidden", "auth/a b", "auth//jwt", "auth/jwt/"})
    void mountPathThatIsNoPlainPath_isRefused(String mount) {
        assertThat(problems(JwtMethodTest.file().with("jwt.mountPath", mount))).containsOnlyKeys("jwt.mountPath");
    }

    @Test
    void emptyRole_isRefused() {
        assertThat(problems(JwtMethodTest.file().with("jwt.role", ""))).containsOnlyKeys("jwt.role");
    }

    @Test
    void emptyAudience_isRefused() {
        assertThat(problems(JwtMethodTest.file().with("jwt.expectedAudience", "openbao", "")))
                .containsOnlyKeys("jwt.expectedAudience");
    }

    @Test
    void recordsOfTheirOwn_areRefusedWhereAFileCannotGoWrong() {
        var refused = catchThrowableOfType(
                InvalidSettings.class,
                () -> new JwtLogin(
                        "auth/jwt",
                        "kms",
                        Duration.ofSeconds(-1),
                        Duration.ofSeconds(-1),
                        Optional.of(""),
                        List.of(),
                        Optional.of("")));

        assertThat(refused.problems())
                .containsOnlyKeys(
                        "jwt.minRemainingTtl", "jwt.clockSkewLeeway", "jwt.expectedIssuer", "jwt.expectedSubject");
    }

    @Test
    void jwtFromAServer_mustSayWhereItIsFromAndWhoItIsFor() {
        assertThat(problems(JwtMethodTest.oauth2().without("jwt.expectedIssuer").without("jwt.expectedAudience")))
                .containsOnlyKeys("jwt.expectedIssuer", "jwt.expectedAudience")
                .containsValue("must be given for a JWT from a server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost",
                "https://localhost/token",
                "https://localhost:1/",
                "https://localhost:65535?x=y",
                "https://under_score.example/token",
                "https://123.example.456x/token",
                "https://[2001:db8::1]:8443/token",
                "https://192.0.2.1/token",
                "https://bücher.example/token",
            })
    void tokenUrlThatTheClientCanDial_isAccepted(String url) {
        assertThat(JwtSettings.read(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", url))
                        .source())
                .isInstanceOfSatisfying(
                        OAuth2Settings.class,
                        settings -> assertThat(settings.endpoint()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/token",
                "https:/token",
                "https:///token",
                "HTTPS://localhost/token",
                "https://u:CANARY@localhost/token",
                "https://CANARY@localhost/token",
                "https://@localhost/CANARY",
                "https://localhost/token#CANARY",
                "https://localhost/token#",
                "file:///CANARY",
                " https://localhost/CANARY",
                "https://localhost/CANARY ",
                "https://local host/CANARY",
                "https:\\\\localhost\\CANARY",
                "CANARY",
                "",
            })
    void tokenUrlOfAnotherForm_isRefusedWithoutBeingQuoted(String url) {
        Map<String, String> problems = problems(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", url));

        assertThat(problems).containsOnlyKeys("jwt.oauth2.tokenUrl");
        assertThat(problems.get("jwt.oauth2.tokenUrl"))
                .startsWith("must be https://host[:port]/path")
                .doesNotContain("CANARY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:0/token",
                "https://localhost:65536/token",
                "https://localhost:99999999999/token",
                "https://localhost:port/token",
                "https://[fe80::1%25eth0]/token",
                "https://[fe80::1%eth0]/token",
                "https://[2001:db8::1/token",
                "https://[::g]/token",
                "https://a..b/token",
                "https://%00/token",
            })
    void tokenUrlThatTheClientCannotDial_isRefused(String url) {
        assertThat(problems(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", url)))
                .containsOnlyKeys("jwt.oauth2.tokenUrl")
                .containsValue("must have a host name or address that can be dialled and a port from 1 to 65535");
    }

    @Test
    void longLabelsAndNames_areRefused() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));

        assertThat(problems(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", "https://" + longest + "/")))
                .isEmpty();
        assertThat(problems(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", "https://a" + label + ".example/")))
                .containsOnlyKeys("jwt.oauth2.tokenUrl");
        assertThat(problems(JwtMethodTest.oauth2().with("jwt.oauth2.tokenUrl", "https://" + longest + "a/")))
                .containsOnlyKeys("jwt.oauth2.tokenUrl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jwt.oauth2.scopes | a b",
                "jwt.oauth2.scopes | ''",
                "jwt.oauth2.scopes | a\"b",
                "jwt.oauth2.scopes | é",
                "jwt.oauth2.resources | /relative",
                "jwt.oauth2.resources | https://a.example/#part",
                "jwt.oauth2.resources | https://a b/",
                "jwt.oauth2.clientId | ''",
            })
    void valueOfTheWrongForm_isRefused(String name, String value) {
        assertThat(problems(JwtMethodTest.oauth2().with(name, value))).containsOnlyKeys(name);
    }

    @Test
    void everythingThatIsWrong_isFoundInOnePass() {
        assertThat(problems(JwtMethodTest.oauth2()
                        .with("jwt.mountPath", "jwt")
                        .with("jwt.role", "")
                        .with("jwt.oauth2.tokenUrl", "http://localhost")
                        .with("jwt.oauth2.scopes", "a b")))
                .containsOnlyKeys("jwt.mountPath", "jwt.role", "jwt.oauth2.tokenUrl", "jwt.oauth2.scopes");
    }

    private static Map<String, String> problems(Given given) {
        try {
            JwtSettings.read(given);
            return Map.of();
        } catch (InvalidSettings e) {
            return e.problems();
        }
    }
}
