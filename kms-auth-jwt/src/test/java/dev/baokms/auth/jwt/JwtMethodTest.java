package dev.baokms.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.baokms.auth.FakeHost;
import dev.baokms.auth.Given;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginMethod.Check;
import dev.baokms.core.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the method shows to the program that offers it. Names, defaults and ids are published: scripts and files depend on them. */
class JwtMethodTest {
    private final JwtMethod method = new JwtMethod(bundle -> {
        throw new AssertionError("no client is needed yet");
    });

    static Given file() {
        return new Given()
                .with("jwt.mountPath", "auth/jwt")
                .with("jwt.role", "kms")
                .with("jwt.jwtFile", "/etc/jwt");
    }

    static Given oauth2() {
        return file().without("jwt.jwtFile")
                .with("jwt.source", "oauth2")
                .with("jwt.expectedIssuer", "https://issuer.example")
                .with("jwt.expectedAudience", "openbao", "other")
                .with("jwt.oauth2.tokenUrl", "https://sso.example:8443/token?realm=a")
                .with("jwt.oauth2.clientId", "kms-node")
                .with("jwt.oauth2.clientSecretFile", "/etc/client-secret");
    }

    @Test
    void settings_areThePublishedOnes() {
        assertThat(method.settings().stream().map(JwtMethodTest::line))
                .containsExactly(
                        "jwt.mountPath | auth mount path | required",
                        "jwt.role | string | required",
                        "jwt.source | one of file, oauth2 | file",
                        "jwt.jwtFile | absolute path | required with jwt.source file",
                        "jwt.minRemainingTtl | duration | 2m",
                        "jwt.clockSkewLeeway | duration | 30s",
                        "jwt.expectedIssuer | string | required with jwt.source oauth2",
                        "jwt.expectedAudience | list of strings | required with jwt.source oauth2",
                        "jwt.expectedSubject | string | optional",
                        "jwt.oauth2.tokenUrl | https URL | required with jwt.source oauth2",
                        "jwt.oauth2.clientId | string | required with jwt.source oauth2",
                        "jwt.oauth2.clientSecretFile | absolute path | required with jwt.source oauth2",
                        "jwt.oauth2.authMethod | one of client_secret_basic, client_secret_post | client_secret_basic",
                        "jwt.oauth2.scopes | list of strings | optional",
                        "jwt.oauth2.audience | string | optional",
                        "jwt.oauth2.resources | list of strings | optional",
                        "jwt.oauth2.caCertFile | absolute path | optional");
    }

    private static String line(Setting<?> setting) {
        String rule = setting.required() ? "required" + setting.conditionText() : "optional";
        return setting.name() + " | " + setting.type().name() + " | "
                + setting.fallback().orElse(rule);
    }

    @Test
    void nameChecksAndFiles_areThePublishedOnes() {
        assertThat(method.name()).isEqualTo("jwt");
        assertThat(method.checks())
                .containsExactly(
                        new Check("jwt.local", "the JWT file"),
                        new Check("oauth2.local", "the client secret file"),
                        new Check("oauth2.acquire", "a JWT from the OAuth2 server"));
        assertThat(method.installedFiles())
                .containsOnly(entry("jwt.jwtFile", "jwt"), entry("jwt.oauth2.clientSecretFile", "client-secret"));
    }

    @Test
    void fileWithDefaults_isRead() {
        assertThat(method.read(file()))
                .isEqualTo(new JwtSettings(
                        new JwtLogin(
                                "auth/jwt",
                                "kms",
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(30),
                                Optional.empty(),
                                List.of(),
                                Optional.empty()),
                        new JwtSettings.JwtFromFile("/etc/jwt")));
    }

    @Test
    void everySettingOfOAuth2_isRead() {
        Given all = oauth2().with("jwt.minRemainingTtl", "1m")
                .with("jwt.clockSkewLeeway", "5s")
                .with("jwt.expectedSubject", "node-1")
                .with("jwt.oauth2.authMethod", "client_secret_post")
                .with("jwt.oauth2.scopes", "a", "b")
                .with("jwt.oauth2.audience", "bao")
                .with("jwt.oauth2.resources", "urn:b")
                .with("jwt.oauth2.caCertFile", "/etc/ca.pem");

        assertThat(method.read(all))
                .isEqualTo(new JwtSettings(
                        new JwtLogin(
                                "auth/jwt",
                                "kms",
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(5),
                                Optional.of("https://issuer.example"),
                                List.of("openbao", "other"),
                                Optional.of("node-1")),
                        new OAuth2Settings(
                                "https://sso.example:8443/token?realm=a",
                                "kms-node",
                                "/etc/client-secret",
                                OAuth2Settings.SecretPlace.BODY,
                                List.of("a", "b"),
                                Optional.of("bao"),
                                List.of("urn:b"),
                                Optional.of("/etc/ca.pem"))));
    }

    @Test
    void emptyText_demandsNothing() {
        Given empty = file().with("jwt.expectedIssuer", "")
                .with("jwt.expectedSubject", "")
                .with("jwt.expectedAudience");

        assertThat(method.read(empty)).isEqualTo(method.read(file()));
    }

    @Test
    void open_touchesNothing() {
        var host = new FakeHost(Jwts.NOW);
        try (Login fromFile = method.open(method.read(file()), host);
                Login fromServer = method.open(method.read(oauth2()), host)) {
            assertThat(fromFile.clientKeys()).isEmpty();
            assertThat(fromServer.gauges()).isEmpty();
        }
    }

    @Test
    void installation_mustBindTheRoleToAudienceOrSubject() {
        assertThat(method.setup(method.read(file())).problems())
                .containsOnlyKeys("jwt.expectedAudience")
                .containsValue("is missing; the role must be bound to it or to jwt.expectedSubject");
        assertThat(method.setup(method.read(file().with("jwt.expectedSubject", "node")))
                        .problems())
                .isEmpty();
        assertThat(method.setup(method.read(oauth2())).problems()).isEmpty();
        assertThat(method.setup(method.read(file())).mountPath()).isEqualTo("auth/jwt");
    }
}
