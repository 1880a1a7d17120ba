package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Busy;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.outcome.Failure.Unreachable.Cause;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong between us and the OAuth2 server, and whether waiting helps. */
class OAuth2FailureTest {
    private static final Failure UNREACHABLE = new Unreachable(Cause.TOKEN_SERVER);

    @TempDir
    private static Path shared;

    private static TlsIdentity identity;

    @TempDir
    private Path dir;

    private TokenServer oauth;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.in(shared.resolve("server.p12"));
    }

    @BeforeEach
    void start() {
        oauth = new TokenServer(identity, dir.resolve("secret"));
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
        "302, invalid_client, GRANT_UNUSABLE",
    })
    void refusal_isToldByStatusAndErrorCode(int status, String error, Problem expected) {
        oauth.answers(status, "{\"error\":\"" + error + "\",\"error_description\":\"x\"}");

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(expected);
        assertThat(oauth.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"401, CLIENT_REFUSED", "400, GRANT_UNUSABLE", "403, GRANT_UNUSABLE", "404, GRANT_UNUSABLE"})
    void refusalWithoutOAuth2Error_isToldByStatus(int status, Problem expected) {
        oauth.answers(status, "<html>no</html>");

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirect_isNotFollowed(int status) {
        oauth.answers(aResponse().withStatus(status).withHeader("Location", "/token"));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
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

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(new Busy(expected));
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
        OAuth2Source source = oauth.source();
        oauth.server.stop();

        assertThat(Outcomes.failureOf(source.obtain(TokenServer.AMPLE))).isEqualTo(UNREACHABLE);
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
        oauth.http = new OkHttpClient();

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(new Unreachable(Cause.TOKEN_SERVER_TLS));
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void serverOfAnotherName_isNotTold() {
        oauth.host = "127.0.0.1";

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(new Unreachable(Cause.TOKEN_SERVER_TLS));
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void silentServer_endsWithTheBudget() {
        oauth.answers(aResponse().withFixedDelay(60_000));
        Budget shortOne = Budget.starting(System::nanoTime, Duration.ofMillis(300));

        assertThat(Outcomes.failureOf(oauth.source().obtain(shortOne))).isEqualTo(UNREACHABLE);
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

        assertThat(Outcomes.failureOf(oauth.source().obtain(shortOne))).isEqualTo(UNREACHABLE);
        never.countDown();
    }

    @Test
    void spentBudget_asksNobody() {
        assertThat(oauth.source().obtain(() -> Duration.ZERO)).isEqualTo(Outcome.failed(new Timeout()));
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

    @Test
    void secretThatOthersCanRead_isNotSent() {
        Jwts.write(oauth.secretFile, TokenServer.SECRET, "rw-r--r--");

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_UNSAFE);
        assertThat(oauth.source().problem())
                .hasValueSatisfying(text -> assertThat(text).contains("chmod 0640 " + oauth.secretFile));
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void missingSecret_isMissing() throws Exception {
        Files.delete(oauth.secretFile);

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void emptySecret_isInvalidAndNotSent(String content) {
        Jwts.write(oauth.secretFile, content);

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_INVALID);
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void tooLongSecret_isInvalidAndNotSent() {
        Jwts.write(oauth.secretFile, "a".repeat(OAuth2Source.MAX_SECRET_BYTES + 1));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_INVALID);
        assertThat(oauth.requests()).isZero();
    }
}
