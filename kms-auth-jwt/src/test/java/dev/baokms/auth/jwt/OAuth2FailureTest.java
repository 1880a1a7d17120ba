package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way to the OAuth2 server and back, and whether waiting helps. */
class OAuth2FailureTest {
    private static final Failure UNREACHABLE = JwtProblem.SERVER_UNREACHABLE.failure();

    @TempDir
    private static Path shared;

    private static TlsIdentity identity;
    private static TlsIdentity another;

    private TokenServer oauth;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.in(shared.resolve("server.p12"));
        another = TlsIdentity.in(shared.resolve("another.p12"));
    }

    @BeforeEach
    void start() {
        oauth = new TokenServer(identity);
    }

    @AfterEach
    void stop() {
        oauth.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_client, CLIENT_REFUSED",
        "400, invalid_client, CLIENT_REFUSED",
        "401, unauthorized_client, CLIENT_REFUSED",
        "400, unauthorized_client, GRANT_REFUSED",
        "400, invalid_scope, GRANT_REFUSED",
        "400, invalid_target, GRANT_REFUSED",
        "403, access_denied, GRANT_REFUSED",
        "404, not_found, GRANT_REFUSED",
        "302, invalid_client, ANSWER_REDIRECTS",
    })
    void refusal_isToldByStatusAndErrorCode(int status, String error, JwtProblem expected) {
        oauth.answers(status, "{\"error\":\"" + error + "\",\"error_description\":\"x\"}");

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(expected.failure());
        assertThat(oauth.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, CLIENT_REFUSED",
        "400, ANSWER_UNUSABLE",
        "403, ANSWER_UNUSABLE",
        "404, ANSWER_UNUSABLE",
        "201, ANSWER_UNUSABLE",
    })
    void refusalWithoutOAuth2Error_isToldByStatus(int status, JwtProblem expected) {
        oauth.answers(status, "<html>no</html>");

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(expected.failure());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirect_isNotFollowed(int status) {
        oauth.answers(aResponse().withStatus(status).withHeader("Location", "/token"));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.ANSWER_REDIRECTS.failure());
        assertThat(oauth.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 503, 504})
    void serverError_isTransientAndNotRepeated(int status) {
        oauth.answers(status, "{\"error\":\"temporarily_unavailable\"}");

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(UNREACHABLE);
        assertThat(UNREACHABLE.isTransient()).isTrue();
        assertThat(oauth.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"7, PT7S", "999999999, PT1H", "soon, PT0S", "'', PT0S"})
    void tooManyRequests_isBusyForAsLongAsSaid(String retryAfter, Duration expected) {
        oauth.answers(aResponse().withStatus(429).withHeader("Retry-After", retryAfter));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(new Busy(expected, JwtProblem.SERVER_BUSY.sentence()));
        assertThat(JwtProblem.SERVER_BUSY.sentence()).contains("OAuth2 server's token endpoint");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void brokenConnection_isTransientAndNotRepeated(Fault fault) {
        oauth.answers(aResponse().withFault(fault));

        assertThat(Outcomes.failureOf(oauth.ask()).isTransient()).isTrue();
        assertThat(oauth.requests()).isEqualTo(1);
    }

    @Test
    void absentServer_isTransient() {
        Login source = oauth.login();
        oauth.server.stop();

        assertThat(Outcomes.failureOf(source.credentials().obtain(TokenServer.AMPLE)))
                .isEqualTo(UNREACHABLE);
    }

    @Test
    void unknownHost_isTransient() {
        oauth.http = oauth.http
                .newBuilder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(UNREACHABLE);
    }

    @Test
    void serverOfAnotherAuthority_isNotTold() {
        oauth.http = another.trusting();

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.SERVER_NOT_TRUSTED.failure());
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void serverOfAnotherName_isNotTold() {
        oauth.name = "127.0.0.1";

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.SERVER_NOT_TRUSTED.failure());
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void silentServer_endsWithTheBudget() {
        oauth.answers(aResponse().withFixedDelay(60_000));
        Budget shortOne = Budget.starting(System::nanoTime, Duration.ofMillis(300));

        assertThat(Outcomes.failureOf(oauth.login().credentials().obtain(shortOne)))
                .isEqualTo(UNREACHABLE);
        assertThat(shortOne.spent()).isTrue();
    }

    @Test
    void nameResolutionThatHangs_endsWithTheBudget() {
        var never = new CountDownLatch(1);
        oauth.http = oauth.http
                .newBuilder()
                .dns(host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                })
                .build();
        Budget shortOne = Budget.starting(System::nanoTime, Duration.ofMillis(300));

        assertThat(Outcomes.failureOf(oauth.login().credentials().obtain(shortOne)))
                .isEqualTo(UNREACHABLE);
        never.countDown();
    }

    @Test
    void spentBudget_asksNobody() {
        assertThat(oauth.login().credentials().obtain(() -> Duration.ZERO)).isEqualTo(Outcome.failed(new Timeout()));
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void interruptedLogin_endsAtOnce() throws Exception {
        var asked = new CountDownLatch(1);
        oauth.answers(aResponse().withFixedDelay(60_000));
        oauth.http = oauth.http
                .newBuilder()
                .dns(host -> {
                    asked.countDown();
                    return Dns.SYSTEM.lookup(host);
                })
                .build();
        var login = new FutureTask<Outcome<Credential>>(oauth::ask);
        Thread thread = Thread.ofVirtual().start(login);
        asked.await();

        thread.interrupt();

        assertThat(login.get()).isEqualTo(Outcome.failed(new Timeout()));
    }

    static Stream<Arguments> secrets() {
        return Stream.of(
                Arguments.of("", JwtProblem.SECRET_EMPTY),
                Arguments.of("\n", JwtProblem.SECRET_EMPTY),
                Arguments.of("\r\n", JwtProblem.SECRET_EMPTY),
                Arguments.of("\ufeff\n", JwtProblem.SECRET_EMPTY),
                Arguments.of("# of the client\ns3cret\n", JwtProblem.SECRET_CROWDED),
                Arguments.of("a".repeat(ClientSecret.MAX_BYTES + 1), JwtProblem.SECRET_TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void unusableSecret_isNamedAndNotSent(String content, JwtProblem expected) {
        oauth.secretFile.write(content);

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(new LoginFailed(expected.sentence(), false));
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void secretThatOthersCanRead_isNotSent() {
        oauth.secretFile.expose();

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.SECRET_UNSAFE.failure());
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void missingSecret_isMissing() {
        oauth.secretFile.remove();

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.SECRET_MISSING.failure());
    }

    @Test
    void refusals_areTheOnlyFailuresThatLookLikeGuessing() {
        assertThat(JwtProblem.values())
                .filteredOn(problem ->
                        problem.failure() instanceof LoginFailed(String sentence, boolean refused) && refused)
                .containsExactlyInAnyOrder(JwtProblem.CLIENT_REFUSED, JwtProblem.GRANT_REFUSED);
    }
}
