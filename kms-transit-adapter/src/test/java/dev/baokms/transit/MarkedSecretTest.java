package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.login.Credential;
import dev.baokms.core.secret.SecretBytes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I12: marked secrets go through every failure path with all loggers wide open, and turn up in no text that is made here. */
class MarkedSecretTest {
    private static final String TOKEN = "s.CanaryToken4711";
    private static final String JWT = "Q2FuYXJ5SGVhZGVy.Q2FuYXJ5Q2xhaW1z.Q2FuYXJ5U2lnbmF0dXJl";
    private static final String PLAINTEXT = "CanaryPlaintext-4711-CanaryPlain";
    private static final String PLAINTEXT_BASE64 = Base64.getEncoder().encodeToString(PLAINTEXT.getBytes(UTF_8));
    private static final String CIPHERTEXT_BODY =
            Base64.getEncoder().encodeToString("CanaryCiphertext-with-more-than-28-bytes".getBytes(UTF_8));
    private static final String CIPHERTEXT = "vault:v1:" + CIPHERTEXT_BODY;
    private static final List<String> CANARIES = List.of(
            TOKEN,
            "Q2FuYXJ5SGVhZGVy",
            "Q2FuYXJ5Q2xhaW1z",
            "Q2FuYXJ5U2lnbmF0dXJl",
            PLAINTEXT,
            PLAINTEXT_BASE64,
            CIPHERTEXT_BODY);
    /** What a server, or something before it, might throw back. */
    private static final String ECHO = String.join(" ", CANARIES);

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler recorder = new Recorder();
    // Held, or the loggers and their levels could be collected before they are used.
    private final List<Logger> loggers = Stream.of(
                    "",
                    "okhttp3",
                    "okhttp3.OkHttpClient",
                    "okhttp3.internal.http2.Http2",
                    "okhttp3.internal.concurrent.TaskRunner",
                    "dev.baokms",
                    "javax.net.ssl",
                    "jdk.internal.httpclient.debug")
            .map(Logger::getLogger)
            .toList();
    private final List<Level> levels = loggers.stream().map(Logger::getLevel).toList();

    @BeforeEach
    void openAllLoggers() {
        loggers.getFirst().addHandler(recorder);
        loggers.forEach(logger -> logger.setLevel(Level.FINEST));
        recorder.setLevel(Level.ALL);
    }

    @AfterEach
    void closeThem() {
        loggers.getFirst().removeHandler(recorder);
        for (int i = 0; i < loggers.size(); i++) {
            loggers.get(i).setLevel(levels.get(i));
        }
    }

    static Stream<ResponseDefinitionBuilder> answers() {
        Stream<ResponseDefinitionBuilder> statuses = Stream.of(
                        200, 204, 302, 307, 400, 401, 403, 404, 405, 413, 429, 500, 501, 502, 503)
                .flatMap(status -> Stream.of(
                        aResponse().withStatus(status).withBody(Bao.error(ECHO)),
                        aResponse().withStatus(status).withBody(ECHO)));
        Stream<ResponseDefinitionBuilder> odd = Stream.of(
                aResponse()
                        .withBody(Bao.data("{\"plaintext\":\"" + PLAINTEXT + "\",\"ciphertext\":\"vault:v9:"
                                + CIPHERTEXT_BODY + "\"}")),
                aResponse().withBody(Bao.data("{\"plaintext\":\"" + PLAINTEXT_BASE64)),
                aResponse().withBody(Bao.data("{}").replace(Bao.REQUEST_ID, TOKEN)),
                aResponse().withBody(Bao.auth(TOKEN + "\\n", 60, true)),
                aResponse().withStatus(429).withHeader("Retry-After", TOKEN),
                aResponse().withStatus(307).withHeader("Location", "https://" + TOKEN + ".example/"),
                aResponse().withStatus(400).withBody(Bao.error("message authentication failed " + ECHO)),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
                aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                aResponse().withFixedDelay(2_000));
        return Stream.concat(statuses, odd);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void failingOperation_showsNoSecret(ResponseDefinitionBuilder answer) {
        try (Bao bao = marked()) {
            bao.on(Bao.ENCRYPT, answer).on(Bao.DECRYPT, answer).on(Bao.KEY, answer);

            List<String> texts = allTexts(bao);

            assertThat(texts).noneMatch(MarkedSecretTest::leaks);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void failingLogin_showsNoSecret(ResponseDefinitionBuilder answer) {
        try (Bao bao = marked()) {
            bao.on(Bao.LOGIN, answer);

            List<String> texts = allTexts(bao);

            assertThat(texts).noneMatch(MarkedSecretTest::leaks);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403})
    void failingBatch_showsNoSecret(int status) {
        try (Bao bao = marked()) {
            bao.timeout = Bao.AMPLE;
            bao.on(Bao.ENCRYPT, 200, Bao.encrypted(Bao.CIPHERTEXT));
            String result = "{\"error\":\"" + ECHO + "\",\"reference\":\"1\"}";
            bao.server()
                    .stubFor(post(Bao.ENCRYPT)
                            .atPriority(1)
                            .withRequestBody(containing("batch_input"))
                            .willReturn(aResponse()
                                    .withStatus(status)
                                    .withBody(Bao.data("{\"batch_results\":[" + result + "]}"))));

            List<Object> batched = HeldCallers.beyond(4, bao, "ok", transit -> {
                var plaintext = SecretBytes.adopting(PLAINTEXT.getBytes(UTF_8));
                return transit.encrypt(plaintext, 1, Aad.ofProbe(), Bao.call()) instanceof Outcome.Ok<?> ? "ok" : "no";
            });

            assertThat(batched).containsExactly("ok", "ok");
            assertThat(Stream.concat(logged.stream(), bao.events.stream().map(Object::toString)))
                    .isNotEmpty()
                    .noneMatch(MarkedSecretTest::leaks);
        }
    }

    @Test
    void everythingGoingWell_showsNoSecret() {
        try (Bao bao = marked()) {
            bao.on(Bao.ENCRYPT, 200, Bao.encrypted(CIPHERTEXT))
                    .on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"" + PLAINTEXT_BASE64 + "\"}"));

            List<String> texts = allTexts(bao);

            assertThat(texts).noneMatch(MarkedSecretTest::leaks);
            assertThat(logged).as("loggers are open").anyMatch(line -> line.startsWith("okhttp3."));
            assertThat(bao.server().getAllServeEvents())
                    .as("the canaries were really sent")
                    .anyMatch(event -> event.getRequest().getBodyAsString().contains(PLAINTEXT_BASE64))
                    .anyMatch(event -> event.getRequest().getBodyAsString().contains(JWT))
                    .anyMatch(event -> TOKEN.equals(event.getRequest().getHeader("X-Vault-Token")));
        }
    }

    @Test
    void credentialThatThrows_showsNoSecret() {
        try (Bao bao = marked()) {
            bao.credentials = budget -> Outcome.ok(new Credential.LoginRequest(
                    "jwt_login", "auth/../odd", SecretBytes.adopting(JWT.getBytes(US_ASCII)), false));

            assertThat(allTexts(bao)).noneMatch(MarkedSecretTest::leaks);
        }
    }

    @Test
    void plantedLeak_isSeen() {
        // Below okhttp3, at the finest level, inside a cause, and not as a whole: the detector must be thorough.
        Logger.getLogger("okhttp3.OkHttpClient")
                .log(Level.FINEST, "failed", new IllegalStateException(new RuntimeException("body was " + ECHO)));

        assertThat(logged).anyMatch(MarkedSecretTest::leaks);
        CANARIES.forEach(canary -> assertThat(leaks("x" + canary + "x")).isTrue());
    }

    private List<String> allTexts(Bao bao) {
        List<String> texts = new ArrayList<>();
        texts.add(said(() ->
                bao.transit().encrypt(SecretBytes.adopting(PLAINTEXT.getBytes(UTF_8)), 1, Aad.ofProbe(), Bao.call())));
        texts.add(said(() -> bao.transit().decrypt(Bao.ciphertext(CIPHERTEXT), Aad.ofProbe(), Bao.call())));
        texts.add(said(() -> bao.transit().readKey(Bao.call())));
        bao.events.forEach(event -> texts.add(event.toString()));
        texts.addAll(logged);
        return texts;
    }

    private interface Asked {
        Outcome<?> ask();
    }

    private static String said(Asked asked) {
        try {
            Outcome<?> outcome = asked.ask();
            return outcome + (outcome instanceof Outcome.Failed<?>(Failure failure) ? " " + failure.reason() : "");
        } catch (IllegalStateException e) {
            return stackTrace(e);
        }
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static boolean leaks(String text) {
        return CANARIES.stream().anyMatch(text::contains);
    }

    private static Bao marked() {
        Bao bao = new Bao(1).logins(TOKEN);
        bao.timeout = Duration.ofMillis(800);
        bao.credentials = budget -> Outcome.ok(Bao.login("{\"role\":\"svc\",\"jwt\":\"" + JWT + "\"}"));
        assertThat(TransitCiphertext.parse(CIPHERTEXT)).isInstanceOf(Outcome.Ok.class);
        return bao;
    }

    /** Keeps all of a record that a formatter could show. */
    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord record) {
            // The scripted server shares this process and may say what it likes.
            if (String.valueOf(record.getLoggerName()).startsWith("org.eclipse.jetty")) {
                return;
            }
            var text = new StringBuilder(record.getLoggerName() + " " + record.getMessage());
            for (Object parameter : record.getParameters() == null ? new Object[0] : record.getParameters()) {
                text.append(' ').append(parameter);
            }
            if (record.getThrown() != null) {
                text.append(' ').append(stackTrace(record.getThrown()));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
