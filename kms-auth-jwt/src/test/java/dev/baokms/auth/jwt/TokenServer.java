package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.baokms.auth.FakeFile;
import dev.baokms.auth.FakeHost;
import dev.baokms.auth.jwt.OAuth2Settings.SecretPlace;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** A scripted OAuth2 server behind HTTPS, and the client's settings, which a test changes before it asks. */
final class TokenServer implements AutoCloseable {
    /** For all tests together, so it must not run out. */
    static final Budget AMPLE = () -> Duration.ofMinutes(1);

    static final String SECRET = "s3cret";

    final WireMockServer server;
    final FakeHost host = new FakeHost(Jwts.NOW);
    final FakeFile secretFile = host.secretFile("/etc/client-secret");
    JwtLogin login = Jwts.login();
    String clientId = "kms-node";
    SecretPlace place = SecretPlace.HEADER;
    List<String> scopes = List.of();
    Optional<String> audience = Optional.empty();
    List<String> resources = List.of();
    OkHttpClient http;
    String name = "localhost";

    TokenServer(TlsIdentity identity) {
        this.server = new WireMockServer(options()
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(identity.store().toString())
                .keystorePassword(TlsIdentity.PASSWORD)
                .keyManagerPassword(TlsIdentity.PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
        secretFile.write(SECRET);
        this.http = identity.trusting();
        grants(Jwts.good());
    }

    TokenServer answers(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlEqualTo("/token")).willReturn(answer));
        return this;
    }

    TokenServer answers(int status, String body) {
        return answers(aResponse().withStatus(status).withBody(body));
    }

    TokenServer grants(String jwt) {
        return answers(200, answer(jwt));
    }

    static String answer(String jwt) {
        return "{\"access_token\":\"" + jwt + "\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"a\"}";
    }

    OAuth2Settings settings() {
        String url = "https://" + name + ":" + server.httpsPort() + "/token";
        return new OAuth2Settings(
                url, clientId, "/etc/client-secret", place, scopes, audience, resources, Optional.empty());
    }

    Login login() {
        return new OAuth2Login(login, settings(), bundle -> http, host);
    }

    Outcome<Credential> ask() {
        return login().credentials().obtain(AMPLE);
    }

    /** What the only request looked like. */
    LoggedRequest request() {
        List<LoggedRequest> requests =
                server.getAllServeEvents().stream().map(ServeEvent::getRequest).toList();
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, got " + requests.size());
        }
        return requests.getFirst();
    }

    int requests() {
        return server.getAllServeEvents().size();
    }

    @Override
    public void close() {
        server.stop();
    }
}
