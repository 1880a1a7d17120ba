package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.baokms.daemon.site.ServerIdentity;
import dev.baokms.testkit.emulator.JwtIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** The token endpoint of a small OAuth2 server: one client, client credentials, {@code client_secret_basic}. */
final class OAuth2Server implements AutoCloseable {
    private final HttpsServer server;
    private final JwtIssuer issuer;
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String secret;

    OAuth2Server(ServerIdentity identity, JwtIssuer issuer, String secret) throws IOException {
        this.issuer = issuer;
        this.secret = secret;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        server.createContext("/token", this::answer);
        server.start();
    }

    URI tokenUrl() {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/token");
    }

    /** From now on only this one counts. */
    void acceptOnly(String other) {
        secret = other;
    }

    int granted() {
        return granted.get();
    }

    int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String expected = "Basic " + Base64.getEncoder().encodeToString(("kms-node:" + secret).getBytes(UTF_8));
            boolean known = expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    && form.equals("grant_type=client_credentials&audience=openbao");
            (known ? granted : refused).incrementAndGet();
            byte[] body = (known
                            ? "{\"access_token\":\"" + issuer.issue("node-1", "openbao", Duration.ofMinutes(5))
                                    + "\",\"token_type\":\"Bearer\",\"expires_in\":300}"
                            : "{\"error\":\"invalid_client\"}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
