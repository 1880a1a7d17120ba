package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.TrustedHttp;
import dev.baokms.transit.report.BackendEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** One or two scripted servers, an adapter that talks to them, and what it told. Scripts are set before the first call. */
final class Bao implements AutoCloseable {
    static final String LOGIN = "/v1/auth/jwt/login";
    static final String RENEW = "/v1/auth/token/renew-self";
    static final String KEY = "/v1/transit/keys/k";
    static final String CONFIG = "/v1/transit/config/keys";
    static final String ENCRYPT = "/v1/transit/encrypt/k";
    static final String DECRYPT = "/v1/transit/decrypt/k";
    static final String BARE_403 = "{\"errors\":[\"permission denied\"]}";
    static final String POLICY_403 = "{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\"]}";
    static final String CIPHERTEXT = "vault:v1:g1l/NRdvGLJUGwDSqQwslXfB+E8GnlAhbgTrHZYaBs/+";
    static final String REQUEST_ID = "084b05c8-213f-3eec-7501-43198c04ffca";
    static final Duration AMPLE = Duration.ofSeconds(20);
    static final String JWT_LOGIN = "{\"role\":\"svc\",\"jwt\":\"e30.e30.AA\"}";

    // Once for all: reading the authorities of the platform takes as long as a call may.
    private static final TrustedHttp HTTP = TrustedHttp.trustingThePlatform();

    final List<WireMockServer> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    final List<BackendEvent> events = new CopyOnWriteArrayList<>();
    /** Longer than a busy machine takes, in place of what settings may say. */
    Duration timeout = AMPLE;

    Duration loginTimeout = AMPLE;
    Duration window = Duration.ofMinutes(5);
    Optional<String> namespace = Optional.empty();
    volatile CredentialSource credentials = budget -> Outcome.ok(login(JWT_LOGIN));
    private Optional<OpenBaoTransit> transit = Optional.empty();

    Bao(int servers) {
        for (int i = 0; i < servers; i++) {
            var server = new WireMockServer(options().dynamicPort().containerThreads(32));
            server.start();
            this.servers.add(server);
            ports.add(server.port());
        }
    }

    /** Reaches the only server by another port, before the first call. */
    void reachThrough(int port) {
        ports.set(0, port);
    }

    /** The only server, or the first. */
    WireMockServer server() {
        return servers.getFirst();
    }

    OpenBaoTransit transit() {
        if (transit.isEmpty()) {
            transit = Optional.of(new OpenBaoTransit(
                    HTTP,
                    settings(),
                    timeout,
                    budget -> credentials.obtain(budget),
                    events::add,
                    InstantSource.system(),
                    System::nanoTime,
                    new Random(1)));
        }
        return transit.get();
    }

    TransitSettings settings() {
        List<ServerAddress> addresses = ports.stream()
                .map(port -> ServerAddress.parse("http://127.0.0.1:" + port))
                .toList();
        return new TransitSettings(
                addresses,
                "transit",
                "k",
                namespace,
                TransitSettings.DEFAULT_TIMEOUT,
                loginTimeout,
                Duration.ofHours(1),
                window,
                true);
    }

    /** Each login gives the next token; the last one for ever. */
    Bao logins(String... tokens) {
        for (int i = 0; i < tokens.length; i++) {
            String state = i == 0 ? Scenario.STARTED : "after " + i;
            String next = "after " + Math.min(i + 1, tokens.length - 1);
            for (WireMockServer server : servers) {
                server.stubFor(post(LOGIN)
                        .inScenario("logins")
                        .whenScenarioStateIs(state)
                        .willSetStateTo(tokens.length == 1 ? Scenario.STARTED : next)
                        .willReturn(aResponse().withBody(auth(tokens[i], 3600, true))));
            }
        }
        return this;
    }

    Bao login(int status, String body) {
        return on(LOGIN, status, body);
    }

    Bao on(String path, int status, String body) {
        return on(path, aResponse().withStatus(status).withBody(body));
    }

    Bao on(String path, ResponseDefinitionBuilder answer) {
        server().stubFor(any(urlEqualTo(path)).willReturn(answer));
        return this;
    }

    /** Answers in turn; the last one for ever. */
    Bao inTurn(String path, ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            server().stubFor(any(urlEqualTo(path))
                    .inScenario(path)
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
                    .willSetStateTo(
                            answers.length == 1 ? Scenario.STARTED : "after " + Math.min(i + 1, answers.length - 1))
                    .willReturn(answers[i]));
        }
        return this;
    }

    Bao anythingElse(ResponseDefinitionBuilder answer) {
        server().stubFor(any(anyUrl()).atPriority(9).willReturn(answer));
        return this;
    }

    Outcome<TransitCiphertext> encrypt() {
        return transit().encrypt(plaintext(), 1, Aad.ofProbe(), call());
    }

    Outcome<SecretBytes> decrypt() {
        return transit().decrypt(ciphertext(CIPHERTEXT), Aad.ofProbe(), call());
    }

    int asked(String path) {
        return servers.stream().mapToInt(server -> asked(server, path)).sum();
    }

    static int asked(WireMockServer server, String path) {
        return (int) server.getAllServeEvents().stream()
                .filter(event -> event.getRequest().getUrl().equals(path))
                .count();
    }

    /** Tokens that came with requests to the path, in order. */
    List<String> tokensFor(String path) {
        return servers.stream()
                .flatMap(server -> server.getAllServeEvents().stream())
                .map(ServeEvent::getRequest)
                .filter(request -> request.getUrl().equals(path))
                .sorted(Comparator.comparing(request -> request.getLoggedDate()))
                .map(request -> String.valueOf(request.getHeader("X-Vault-Token")))
                .toList();
    }

    <E extends BackendEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** What was told of tokens, once there are so many events: their thread lets the callers go first and tells after that. */
    List<BackendEvent.TokenChanged> toldOfTokens(int atLeast) {
        Eventually.comesTrue(() -> told(BackendEvent.TokenChanged.class).size() >= atLeast);
        return told(BackendEvent.TokenChanged.class);
    }

    /** As a login method makes it. */
    static Credential.LoginRequest login(String body) {
        return new Credential.LoginRequest(
                "jwt_login", "auth/jwt", SecretBytes.adopting(body.getBytes(US_ASCII)), false);
    }

    static Call call() {
        return Call.of(Call.Cause.SERVE, budget(AMPLE));
    }

    static Budget budget(Duration total) {
        return Budget.starting(System::nanoTime, total);
    }

    static SecretBytes plaintext() {
        return SecretBytes.adopting("hello".getBytes(UTF_8));
    }

    static TransitCiphertext ciphertext(String text) {
        return valueOf(TransitCiphertext.parse(text));
    }

    static String auth(String token, long lease, boolean renewable) {
        return "{\"request_id\":\"%s\",\"data\":null,\"auth\":{\"client_token\":\"%s\",\"lease_duration\":%s,\"renewable\":%s}}"
                .formatted(REQUEST_ID, token, lease, renewable);
    }

    static String data(String json) {
        return "{\"request_id\":\"%s\",\"data\":%s,\"auth\":null}".formatted(REQUEST_ID, json);
    }

    static String encrypted(String ciphertext) {
        return data("{\"ciphertext\":\"" + ciphertext + "\",\"key_version\":1}");
    }

    static String error(String... texts) {
        return Arrays.stream(texts)
                .map(text -> "\"" + text + "\"")
                .collect(Collectors.joining(",", "{\"errors\":[", "]}"));
    }

    static <T> T valueOf(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Ok<T>(T value) -> value;
            case Outcome.Failed<T>(Failure failure) -> throw new AssertionError("failed: " + failure);
        };
    }

    static Failure failureOf(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Failed<?>(Failure failure)) {
            return failure;
        }
        throw new AssertionError("expected a failure, got " + outcome);
    }

    static String text(Outcome<SecretBytes> outcome) {
        try (SecretBytes secret = valueOf(outcome)) {
            return secret.exposeTo(bytes -> new String(bytes, UTF_8));
        }
    }

    @Override
    public void close() {
        transit.ifPresent(OpenBaoTransit::close);
        servers.forEach(WireMockServer::stop);
    }
}
