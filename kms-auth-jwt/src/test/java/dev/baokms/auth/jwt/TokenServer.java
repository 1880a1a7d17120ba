package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.baokms.auth.jwt.OAuth2Client.SecretPlace;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** A scripted OAuth2 server behind HTTPS, and the client's settings, which a test changes before it asks. */
final class TokenServer implements AutoCloseable {
    static final Budget AMPLE = Budget.starting(System::nanoTime, Duration.ofMinutes(1));
    static final String SECRET = "s3cret";

    final WireMockServer server;
    final Path secretFile;
    JwtLogin login = Jwts.login();
    String clientId = "kms-node";
    SecretPlace place = SecretPlace.HEADER;
    List<String> scopes = List.of();
    Optional<String> audience = Optional.empty();
    List<String> resources = List.of();
    OkHttpClient http;
    String host = "localhost";

    TokenServer(TlsIdentity identity, Path secretFile) {
        this.server = new WireMockServer(options()
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(identity.store().toString())
                .keystorePassword(TlsIdentity.PASSWORD)
                .keyManagerPassword(TlsIdentity.PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
        this.secretFile = Jwts.write(secretFile, SECRET);
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

    OAuth2Source source() {
        URI url = URI.create("https://" + host + ":" + server.httpsPort() + "/token");
        return new OAuth2Source(
                login,
                new OAuth2Client(url, clientId, secretFile, place, scopes, audience, resources),
                http,
                InstantSource.fixed(Jwts.NOW));
    }

    Outcome<Credential> ask() {
        return source().obtain(AMPLE);
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
