package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.BackendEvent.Cause;
import dev.baokms.transit.report.ProblemText;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each answer: what it means and how often it is asked for. */
class FailureTableTest {
    private static final String HTML = "<html>bad gateway</html>";

    private final Bao bao = new Bao(1).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    /** @param requests how many of the operation's requests are made, the first included */
    record Row(String name, String path, ResponseDefinitionBuilder answer, Failure expected, int requests) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        var unreachable = new Unreachable(ProblemText.NO_ANSWER);
        var redirected = new Unreachable(ProblemText.REDIRECT);
        return Stream.of(
                row(
                        "wrong tag",
                        Bao.DECRYPT,
                        400,
                        Bao.error("cipher: message authentication failed"),
                        new NotAuthentic(),
                        1),
                row(
                        "odd ciphertext",
                        Bao.DECRYPT,
                        400,
                        Bao.error("invalid ciphertext length"),
                        new Malformed(Failure.Part.CIPHERTEXT, "is refused by OpenBao as malformed"),
                        1),
                row(
                        "tag text on encrypt",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("cipher: message authentication failed"),
                        unreachable,
                        1),
                row(
                        "too old",
                        Bao.DECRYPT,
                        400,
                        Bao.error("ciphertext or signature version is disallowed by policy (too old)"),
                        new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION),
                        1),
                row(
                        "archived",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("no such key version"),
                        new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION),
                        1),
                row(
                        "below minimum",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("requested version for encryption is less than the minimum encryption key version"),
                        new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION),
                        1),
                row(
                        "soft-deleted",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("refusing to use soft-deleted key"),
                        new UnsafeKey(KeyFinding.SOFT_DELETED),
                        1),
                row(
                        "soft-deleted",
                        Bao.DECRYPT,
                        400,
                        Bao.error("refusing to use soft-deleted key"),
                        new UnsafeKey(KeyFinding.SOFT_DELETED),
                        1),
                row("any other 400", Bao.ENCRYPT, 400, Bao.error("something new"), unreachable, 1),
                row("400 of a batch", Bao.ENCRYPT, 400, Bao.data("{\"batch_results\":[]}"), unreachable, 1),
                row("400 of a proxy", Bao.DECRYPT, 400, HTML, unreachable, 1),
                row(
                        "lag: version",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("requested version for encryption is higher than the latest key version"),
                        unreachable,
                        5),
                row(
                        "lag: ciphertext",
                        Bao.DECRYPT,
                        400,
                        Bao.error("invalid ciphertext: version is too new"),
                        unreachable,
                        5),
                row(
                        "lag: key",
                        Bao.DECRYPT,
                        400,
                        Bao.error("encryption key not found"),
                        new UnsafeKey(KeyFinding.KEY_MISSING),
                        5),
                row(
                        "lag: key",
                        Bao.ENCRYPT,
                        400,
                        Bao.error("encryption key not found"),
                        new UnsafeKey(KeyFinding.KEY_MISSING),
                        5),
                row("bare 403", Bao.DECRYPT, 403, Bao.BARE_403, new Denied(), 2),
                row("bare 403", Bao.ENCRYPT, 403, Bao.BARE_403, new Denied(), 2),
                row("policy 403", Bao.DECRYPT, 403, Bao.POLICY_403, new Denied(), 2),
                row("policy 403", Bao.KEY, 403, Bao.POLICY_403, new Denied(), 2),
                row("policy 403, or lag", Bao.ENCRYPT, 403, Bao.POLICY_403, new Denied(), 6),
                row("401", Bao.DECRYPT, 401, Bao.BARE_403, new Denied(), 2),
                row("403 of a proxy", Bao.DECRYPT, 403, HTML, unreachable, 1),
                row("no key", Bao.KEY, 404, "{\"errors\":[]}\n", new UnsafeKey(KeyFinding.KEY_MISSING), 1),
                row(
                        "no mount",
                        Bao.CONFIG,
                        404,
                        Bao.error("no handler for route"),
                        new UnsafeKey(KeyFinding.KEY_MISSING),
                        1),
                row("404 of a proxy", Bao.KEY, 404, HTML, unreachable, 1),
                row("405", Bao.KEY, 405, Bao.error("unsupported operation"), unreachable, 1),
                row("412", Bao.KEY, 412, Bao.error(""), unreachable, 1),
                row("413", Bao.ENCRYPT, 413, Bao.error("http: request body too large"), unreachable, 1),
                row(
                        "429",
                        Bao.ENCRYPT,
                        429,
                        Bao.error("rate limit quota exceeded"),
                        new Busy(Duration.ZERO, ProblemText.RATE_LIMITED),
                        1),
                new Row(
                        "429 with a time",
                        Bao.ENCRYPT,
                        aResponse().withStatus(429).withHeader("Retry-After", "19"),
                        new Busy(Duration.ofSeconds(19), ProblemText.RATE_LIMITED),
                        1),
                new Row(
                        "429 with a date",
                        Bao.ENCRYPT,
                        aResponse().withStatus(429).withHeader("Retry-After", "Sat, 21 Nov 2026 05:00:00 GMT"),
                        new Busy(Duration.ZERO, ProblemText.RATE_LIMITED),
                        1),
                row("500", Bao.ENCRYPT, 500, Bao.error("internal error"), unreachable, 2),
                row(
                        "500, node changing role",
                        Bao.DECRYPT,
                        500,
                        Bao.error("local node not active but active cluster node not found"),
                        unreachable,
                        2),
                row("500, permanent", Bao.ENCRYPT, 500, Bao.error("unable to get associated_data"), unreachable, 1),
                row(
                        "500, token",
                        Bao.ENCRYPT,
                        500,
                        Bao.error("error performing token check: illegal base64"),
                        new Denied(),
                        2),
                row("501", Bao.ENCRYPT, 501, "", unreachable, 1),
                row("502", Bao.ENCRYPT, 502, HTML, unreachable, 2),
                row("503", Bao.ENCRYPT, 503, Bao.error("node is not active"), unreachable, 2),
                row("503 sealed", Bao.ENCRYPT, 503, Bao.error("Vault is sealed"), new Sealed(), 1),
                row("503 namespace sealed", Bao.KEY, 503, Bao.error("namespace is sealed"), new Sealed(), 1),
                row(
                        "503 namespace locked",
                        Bao.KEY,
                        503,
                        Bao.error("API access to this namespace has been locked"),
                        new Sealed(),
                        1),
                row("504", Bao.DECRYPT, 504, "", unreachable, 2),
                new Row(
                        "307",
                        Bao.ENCRYPT,
                        aResponse().withStatus(307).withHeader("Location", Bao.DECRYPT),
                        redirected,
                        1),
                new Row("301", Bao.KEY, aResponse().withStatus(301).withHeader("Location", Bao.CONFIG), redirected, 1),
                row("204", Bao.ENCRYPT, 204, "", unreachable, 2),
                row("202", Bao.KEY, 202, Bao.data("{}"), unreachable, 2),
                row("200 of a proxy", Bao.ENCRYPT, 200, HTML, unreachable, 2),
                row("200 empty", Bao.DECRYPT, 200, "", unreachable, 2),
                row("200 half", Bao.DECRYPT, 200, "{\"data\":{\"plaintext\":\"aGVs", unreachable, 2),
                row("200 and more", Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8=\"}") + "{}", unreachable, 2),
                row("200 array", Bao.KEY, 200, "[]", unreachable, 2),
                row("200 without data", Bao.DECRYPT, 200, Bao.data("null"), unreachable, 2),
                row("200 data of another kind", Bao.CONFIG, 200, Bao.data("7"), unreachable, 2),
                row("200 without plaintext", Bao.DECRYPT, 200, Bao.data("{}"), unreachable, 2),
                row("plaintext no string", Bao.DECRYPT, 200, Bao.data("{\"plaintext\":1234}"), unreachable, 2),
                row("plaintext no base64", Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"a!==\"}"), unreachable, 2),
                row("plaintext unpadded", Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8\"}"), unreachable, 2),
                row("plaintext escaped", Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"\\u0061GVs\"}"), unreachable, 2),
                row("ciphertext malformed", Bao.ENCRYPT, 200, Bao.encrypted("vault:v01:AAAA"), unreachable, 2),
                row(
                        "ciphertext of another version",
                        Bao.ENCRYPT,
                        200,
                        Bao.encrypted(Bao.CIPHERTEXT.replace("v1", "v2")),
                        new VerifyFailed(),
                        1),
                row(
                        "upsert flag no boolean",
                        Bao.CONFIG,
                        200,
                        Bao.data("{\"disable_upsert\":\"true\"}"),
                        unreachable,
                        2),
                row("nested too deep", Bao.KEY, 200, Bao.data("[".repeat(2000) + "]".repeat(2000)), unreachable, 2),
                row(
                        "oversize",
                        Bao.ENCRYPT,
                        200,
                        Bao.encrypted(Bao.CIPHERTEXT) + " ".repeat(64 * 1024),
                        unreachable,
                        2),
                row("oversize key", Bao.KEY, 200, " ".repeat(1024 * 1024 + 1), unreachable, 2),
                new Row("reset", Bao.ENCRYPT, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), unreachable, 2),
                new Row("closed", Bao.DECRYPT, aResponse().withFault(Fault.EMPTY_RESPONSE), unreachable, 2),
                new Row("garbage", Bao.DECRYPT, aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE), unreachable, 2),
                new Row(
                        "body cut off",
                        Bao.DECRYPT,
                        aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                        unreachable,
                        2));
    }

    private static Row row(String name, String path, int status, String body, Failure expected, int requests) {
        return new Row(name, path, aResponse().withStatus(status).withBody(body), expected, requests);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answer_isItsFailure(Row row) {
        bao.on(row.path(), row.answer());

        Outcome<?> outcome = switch (row.path()) {
            case Bao.ENCRYPT -> bao.encrypt();
            case Bao.DECRYPT -> bao.decrypt();
            case Bao.KEY -> bao.transit().readKey(Bao.call());
            default -> bao.transit().upsertAllowed(Bao.call());
        };

        assertThat(Bao.failureOf(outcome)).isEqualTo(row.expected());
        assertThat(bao.asked(row.path())).isEqualTo(row.requests());
        assertThat(bao.told(BackendEvent.RequestEnded.class).stream().filter(told -> told.cause() == Cause.SERVE))
                .hasSize(row.requests())
                .noneMatch(told -> told.status().equals("ok"));
    }

    static Stream<Row> loginRows() {
        var refused = new LoginFailed(ProblemText.LOGIN_REFUSED, true);
        var unreachable = new Unreachable(ProblemText.NO_ANSWER);
        var redirected = new Unreachable(ProblemText.REDIRECT);
        return Stream.of(
                row("400", Bao.LOGIN, 400, Bao.error("role could not be found"), refused, 1),
                row("403", Bao.LOGIN, 403, Bao.BARE_403, refused, 1),
                row("404", Bao.LOGIN, 404, Bao.error("namespace not found"), refused, 1),
                row(
                        "certificate",
                        Bao.LOGIN,
                        500,
                        Bao.error("failed to verify client's certificate: x509"),
                        refused,
                        1),
                row("400 of a proxy", Bao.LOGIN, 400, HTML, unreachable, 1),
                row("500", Bao.LOGIN, 500, Bao.error("internal error"), unreachable, 2),
                row("503", Bao.LOGIN, 503, Bao.error("Vault is sealed"), new Sealed(), 1),
                row("429", Bao.LOGIN, 429, "", new Busy(Duration.ZERO, ProblemText.RATE_LIMITED), 1),
                new Row("307", Bao.LOGIN, aResponse().withStatus(307).withHeader("Location", "/x"), redirected, 1),
                row("no auth block", Bao.LOGIN, 200, Bao.data("{}"), unreachable, 2),
                row("no token", Bao.LOGIN, 200, Bao.auth("", 60, true), unreachable, 2),
                row("token that is no header", Bao.LOGIN, 200, Bao.auth("s.\\u00e9", 60, true), unreachable, 2),
                row("negative lease", Bao.LOGIN, 200, Bao.auth("s.one", -1, true), unreachable, 2));
    }

    @ParameterizedTest
    @MethodSource("loginRows")
    void loginAnswer_isItsFailure(Row row) {
        bao.on(row.path(), row.answer());

        assertThat(Bao.failureOf(bao.encrypt())).isEqualTo(row.expected());
        assertThat(bao.events.stream()
                        .takeWhile(event -> !(event instanceof BackendEvent.TokenChanged))
                        .filter(BackendEvent.RequestEnded.class::isInstance))
                .as("requests of the first login")
                .hasSize(row.requests());
        assertThat(bao.asked(Bao.ENCRYPT)).isZero();
    }

    @Test
    void refusedConnection_isUnreachable() {
        Bao gone = new Bao(1);
        gone.server().stop();

        assertThat(Bao.failureOf(gone.encrypt())).isEqualTo(new Unreachable(ProblemText.NO_ANSWER));

        gone.close();
    }
}
