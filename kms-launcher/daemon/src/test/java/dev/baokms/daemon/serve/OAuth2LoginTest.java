package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.configuration.ConfigException;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThatThrownBy(() -> Preflight.require(site.settings()))
                .isInstanceOf(UnsafeStartException.class)
                .hasMessageContaining("open-secret has mode")
                .hasMessageContaining("oauth2-ca.pem: the CA bundle");

        Files.writeString(site.config(), config.replace("audience: openbao", "scopes: [\"a b\"]"));
        assertThatThrownBy(site::settings)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.problems().toString()).contains("auth.jwt.oauth2.scopes"));
    }

    @Test
    void checksBeforeTheLogin_tellGoodFromBad() throws Exception {
        assertThat(check("oauth2.local").status()).isEqualTo(Diagnosis.Status.PASS);
        assertThat(check("oauth2.acquire").status()).isEqualTo(Diagnosis.Status.PASS);

        oauth.acceptOnly("second");
        assertThat(check("oauth2.acquire").message()).contains("refuses the client");
        site.writeSecret("client-secret", "");
        assertThat(check("oauth2.local").message()).contains("is empty");
        Files.writeString(site.file("oauth2-ca.pem"), "garbage");
        assertThat(check("oauth2.acquire").message()).contains("CA bundle");
    }

    private Diagnosis check(String id) throws ConfigException {
        try (Login login = site.login()) {
            return login.check(id, Budget.starting(System::nanoTime, Duration.ofSeconds(30)));
        }
    }

    private static String problem(KmsClient client) {
        try {
            return client.status().healthz();
        } catch (KmsCallException e) {
            return e.description();
        }
    }
}
