package dev.baokms.launcher.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.run.Site.Running;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon with an OAuth2 server that gives it the JWT, behind HTTPS with an authority of its own. */
class OAuth2LoginTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final ServerIdentity IDENTITY = ServerIdentity.fresh();

    @TempDir
    private Path folder;

    private Site site;
    private OAuth2Server oauth;

    @BeforeEach
    void prepare() throws Exception {
        site = Site.in(folder);
        oauth = new OAuth2Server(IDENTITY, site.issuer, "first");
        Files.writeString(site.file("oauth2-ca.pem"), IDENTITY.caBundle());
        site.writeSecret("client-secret", "first\n");
        site.useOAuth2(oauth.tokenUrl(), "status:\n  probeInterval: 500ms\n");
    }

    @AfterEach
    void cleanUp() {
        oauth.close();
        site.close();
    }

    @Test
    void seed_comesBackWithATokenFromTheServer() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));

            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
            assertThat(oauth.granted()).isEqualTo(1);
        }
    }

    @Test
    void replacedSecret_isUsedByTheNextGrant() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            oauth.acceptOnly("second");
            site.writeSecret("client-secret", "second\n");
            site.emulator.faults().expireTokens();

            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);
            assertThat(oauth.granted()).isGreaterThan(1);
            assertThat(oauth.refused()).isZero();
        }
    }

    @Test
    void secretThatIsRefused_isNamed_andItsReplacementIsTriedAtOnce() throws Exception {
        oauth.acceptOnly("second");
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status names the client", () -> problem(client).contains("refuses the client"));

            site.writeSecret("client-secret", "second");

            Site.await("Status is ok", () -> Site.healthy(client));
            assertThat(oauth.granted()).isEqualTo(1);
        }
    }

    @Test
    void absentServer_isNamed_andAHeldTokenServesOn() throws Exception {
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await("Status is ok", () -> Site.healthy(client));
            oauth.close();
            assertThat(client.decrypt("b", client.encrypt("a", SEED))).isEqualTo(SEED);

            site.emulator.faults().expireTokens();

            assertThatThrownBy(() -> client.encrypt("c", SEED))
                    .isInstanceOf(KmsCallException.class)
                    .hasMessageContaining("OAuth2 server cannot be reached");
        }
    }

    @Test
    void foreignAuthorityOfTheServer_isNamed_andTheRightOneIsTriedAtOnce() throws Exception {
        Files.writeString(site.file("oauth2-ca.pem"), ServerIdentity.SHARED.caBundle());
        try (Running run = site.running()) {
            KmsClient client = run.client();
            Site.await(
                    "Status names the handshake",
                    () -> problem(client).contains("TLS handshake with the OAuth2 server failed"));

            Files.writeString(site.file("oauth2-ca.pem"), IDENTITY.caBundle());

            Site.await("Status is ok", () -> Site.healthy(client));
        }
    }

    @Test
    void unsafeFilesAndUnusableSettings_areToldBeforeAnythingStarts() throws Exception {
        Files.writeString(site.file("open-secret"), "first");
        Files.writeString(site.file("oauth2-ca.pem"), "garbage");
        String config = Files.readString(site.config());
        Files.writeString(site.config(), config.replace("client-secret", "open-secret"));
        assertThatThrownBy(() -> StartCheck.require(site.settings()))
                .isInstanceOf(UnsafeStartException.class)
                .hasMessageContaining("open-secret has mode")
                .hasMessageContaining("oauth2-ca.pem: the CA bundle");

        Files.writeString(site.config(), config.replace("audience: openbao", "scopes: [\"a b\"]"));
        assertThatThrownBy(() -> StartCheck.require(site.settings()))
                .isInstanceOf(UnsafeStartException.class)
                .hasMessageContaining("auth.jwt.oauth2: scopes must be");
    }

    @Test
    void trialBeforeTheLogin_tellsGoodFromBad() throws Exception {
        var jwt = (Auth.Jwt) site.settings().auth();
        var grant = (Auth.JwtSource.OAuth2) jwt.source();

        assertThat(CredentialTrial.secretProblem(jwt, grant)).isEmpty();
        assertThat(CredentialTrial.grantProblem(jwt, grant)).isEmpty();

        oauth.acceptOnly("second");
        assertThat(CredentialTrial.grantProblem(jwt, grant))
                .hasValueSatisfying(text -> assertThat(text).contains("refuses the client"));
        site.writeSecret("client-secret", "");
        assertThat(CredentialTrial.secretProblem(jwt, grant))
                .hasValueSatisfying(text -> assertThat(text).contains("malformed"));
        Files.writeString(site.file("oauth2-ca.pem"), "garbage");
        assertThat(CredentialTrial.grantProblem(jwt, grant))
                .hasValueSatisfying(text -> assertThat(text).contains("CA bundle"));
    }

    private static String problem(KmsClient client) {
        try {
            return client.status().healthz();
        } catch (KmsCallException e) {
            return e.description();
        }
    }
}
