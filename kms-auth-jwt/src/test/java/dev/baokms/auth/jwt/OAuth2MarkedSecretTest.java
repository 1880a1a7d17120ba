package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.auth.jwt.OAuth2Settings.SecretPlace;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** I12: the client secret and the token go through every answer with all loggers open, and turn up in no text that is made here. */
class OAuth2MarkedSecretTest {
    private static final String SECRET = "CanarySecret4711";
    private static final String BASIC = Base64.getEncoder().encodeToString(("kms-node:" + SECRET).getBytes(UTF_8));
    private static final String SIGNATURE = Jwts.good().substring(Jwts.good().lastIndexOf('.') + 1);
    private static final List<String> CANARIES = List.of(SECRET, BASIC, SIGNATURE);
    private static final String ECHO = String.join(" ", CANARIES);

    @TempDir
    private static Path shared;

    private static TlsIdentity identity;

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler recorder = new Recorder();
    // Held, or the loggers and their levels could be collected before they are used.
    private final List<Logger> loggers = Stream.of(
                    "",
                    "okhttp3.OkHttpClient",
                    "okhttp3.internal.http2.Http2",
                    "okhttp3.internal.concurrent.TaskRunner")
            .map(Logger::getLogger)
            .toList();
    private final List<Level> levels = loggers.stream().map(Logger::getLevel).toList();

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.in(shared.resolve("server.p12"));
    }

    @BeforeEach
    void openAllLoggers() {
        recorder.setLevel(Level.ALL);
        loggers.getFirst().addHandler(recorder);
        loggers.forEach(logger -> logger.setLevel(Level.FINEST));
    }

    @AfterEach
    void closeThem() {
        loggers.getFirst().removeHandler(recorder);
        for (int i = 0; i < loggers.size(); i++) {
            loggers.get(i).setLevel(levels.get(i));
        }
    }

    static Stream<ResponseDefinitionBuilder> answers() {
        return Stream.of(
                aResponse().withBody(TokenServer.answer(Jwts.good())),
                aResponse().withBody(TokenServer.answer(Jwts.good()).replace("Bearer", ECHO)),
                aResponse().withBody(TokenServer.answer(ECHO)),
                aResponse().withBody("{\"access_token\":\"" + ECHO),
                aResponse().withBody(TokenServer.answer(Jwts.good()).replace("3600", "\"" + ECHO + "\"")),
                aResponse().withStatus(302).withHeader("Location", "https://" + SECRET + ".example/"),
                aResponse().withStatus(400).withBody("{\"error\":\"" + ECHO + "\"}"),
                aResponse().withStatus(401).withBody(ECHO),
                aResponse().withStatus(429).withHeader("Retry-After", SECRET),
                aResponse().withStatus(503).withStatusMessage(SECRET).withBody(ECHO),
                aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anyAnswer_showsNoSecret(ResponseDefinitionBuilder answer) {
        for (SecretPlace place : SecretPlace.values()) {
            try (var oauth = new TokenServer(identity)) {
                oauth.secretFile.write(SECRET);
                oauth.place = place;
                oauth.answers(answer);

                String said = said(oauth.ask()) + oauth.login().check("oauth2.acquire", TokenServer.AMPLE);

                assertThat(leaks(said)).isFalse();
                assertThat(oauth.requests()).as("the secret was really sent").isPositive();
            }
        }
        assertThat(logged).noneMatch(OAuth2MarkedSecretTest::leaks);
        assertThat(logged).as("loggers are open").anyMatch(line -> line.startsWith("okhttp3."));
    }

    @Test
    void plantedLeak_isSeen() {
        Logger.getLogger("okhttp3.OkHttpClient")
                .log(Level.FINEST, "failed", new IllegalStateException(new RuntimeException("body was " + ECHO)));

        assertThat(logged).anyMatch(OAuth2MarkedSecretTest::leaks);
        CANARIES.forEach(canary -> assertThat(leaks("x" + canary + "x")).isTrue());
    }

    private static String said(Outcome<Credential> outcome) {
        return outcome
                + (outcome instanceof Outcome.Failed<Credential>(Failure failure)
                        ? " " + failure.reason() + " " + failure
                        : "");
    }

    private static boolean leaks(String text) {
        return CANARIES.stream().anyMatch(text::contains);
    }

    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord line) {
            // WireMock runs in this process and logs what it is sent; it is the server, not the subject.
            String name = String.valueOf(line.getLoggerName());
            if (!name.startsWith("okhttp3") && !name.startsWith("dev.baokms")) {
                return;
            }
            var text = new StringWriter().append(name + " " + line.getMessage() + " ");
            if (line.getParameters() != null) {
                text.append(List.of(line.getParameters()).toString());
            }
            if (line.getThrown() != null) {
                line.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
