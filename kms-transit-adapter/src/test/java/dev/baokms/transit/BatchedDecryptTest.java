package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire of a batch: four requests are kept waiting, and two more callers then share the fifth. */
class BatchedDecryptTest {
    private static final int AT_ONCE = 4;
    private static final String AAD = Aad.ofProbe().base64();
    private static final String GOOD =
            result("\"plaintext\":\"aGVsbG8=\"", 1) + "," + result("\"plaintext\":\"d29ybGQ=\"", 2);

    private final Bao bao = new Bao(1).logins("s.one", "s.two").on(Bao.ENCRYPT, 200, Bao.encrypted(Bao.CIPHERTEXT));

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void batch_namesEachItem_andNoUid() {
        assertThat(pair(batch(200, GOOD))).containsExactlyInAnyOrder("hello", "world");

        bao.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo(Bao.DECRYPT))
                                .withHeader("X-Vault-Token", equalTo("s.one"))
                                .withHeader("X-Request-Id", absent())
                                .withRequestBody(equalTo("{\"batch_input\":["
                                        + item(1)
                                        + ","
                                        + item(2)
                                        + "],\"partial_failure_response_code\":200}")));
    }

    @Test
    void oneBadItem_isItsCallersAlone() {
        String oneBad = GOOD.replace(
                "\"plaintext\":\"d29ybGQ=\"", "\"plaintext\":\"\",\"error\":\"cipher: message authentication failed\"");

        assertThat(pair(batch(200, oneBad))).containsExactlyInAnyOrder("hello", new Failure.NotAuthentic());
        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(AT_ONCE + 1);
    }

    @Test
    void allBad_isAnErrorByItsStatusOnly() {
        String bad = "\"plaintext\":\"\",\"error\":\"cipher: message authentication failed\"";

        assertThat(pair(batch(400, result(bad, 1) + "," + result(bad, 2)))).containsOnly(new Failure.NotAuthentic());
        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(AT_ONCE + 1);
    }

    /** Each caller then asks for itself, and gets what singles get here. */
    @ParameterizedTest
    @MethodSource
    void batchThatCannotBeUsed_isAskedItemByItem(String why, ResponseDefinitionBuilder answer) {
        assertThat(pair(answer)).as(why).containsOnly("alone");
        assertThat(bao.asked(Bao.DECRYPT)).as(why).isGreaterThanOrEqualTo(AT_ONCE + 3);
    }

    static Stream<Arguments> batchThatCannotBeUsed_isAskedItemByItem() {
        String lag = "\"plaintext\":\"\",\"error\":\"invalid ciphertext: version is too new\"";
        String odd = "\"plaintext\":\"\",\"error\":\"something new\"";
        return Stream.of(
                Arguments.of(
                        "answers in another order",
                        batch(
                                200,
                                result("\"plaintext\":\"d29ybGQ=\"", 2) + ","
                                        + result("\"plaintext\":\"aGVsbG8=\"", 1))),
                Arguments.of(
                        "an answer of another request",
                        batch(200, GOOD.replace("\"reference\":\"2\"", "\"reference\":\"9\""))),
                Arguments.of("too few", batch(200, result("\"plaintext\":\"aGVsbG8=\"", 1))),
                Arguments.of("too many", batch(200, GOOD + "," + result("\"plaintext\":\"aGVsbG8=\"", 3))),
                Arguments.of("no reference", batch(200, "{\"plaintext\":\"aGVsbG8=\"},{\"plaintext\":\"aGVsbG8=\"}")),
                Arguments.of("no plaintext", batch(200, result("\"x\":1", 1) + "," + result("\"x\":1", 2))),
                Arguments.of("plaintext that is no base64", batch(200, GOOD.replace("d29ybGQ=", "d29ybGQ"))),
                Arguments.of("one result, not a list", aResponse().withBody(Bao.data("{\"plaintext\":\"aGVsbG8=\"}"))),
                Arguments.of("a standby that lags", batch(400, result(lag, 1) + "," + result(lag, 2))),
                Arguments.of("an unknown error", batch(400, result(odd, 1) + "," + result(odd, 2))),
                Arguments.of(
                        "a policy that allows single items",
                        aResponse().withStatus(403).withBody(Bao.POLICY_403)),
                Arguments.of(
                        "a limit of strings for each body",
                        aResponse().withStatus(400).withBody(Bao.error("request body contains too many strings"))),
                Arguments.of("a limit of bytes", aResponse().withStatus(413).withBody(Bao.error("too large"))),
                Arguments.of(
                        "a server that cannot read it",
                        aResponse()
                                .withStatus(500)
                                .withBody(Bao.error("1 error occurred: * failed to parse batch input: x"))));
    }

    @Test
    void tokenThatEnded_isReplaced_andTheBatchSentAgain() {
        bao.server()
                .stubFor(batchStub()
                        .inScenario("batch")
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willSetStateTo("again")
                        .willReturn(aResponse().withStatus(403).withBody(Bao.BARE_403)));
        bao.server()
                .stubFor(batchStub()
                        .inScenario("batch")
                        .whenScenarioStateIs("again")
                        .willReturn(batch(200, GOOD)));

        assertThat(pair()).containsExactlyInAnyOrder("hello", "world");
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(2);
        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(AT_ONCE + 2);
    }

    @Test
    void sealedServer_isAskedOnceForBoth() {
        var sealed = aResponse().withStatus(503).withBody(Bao.error("Vault is sealed"));

        assertThat(pair(sealed)).containsOnly(new Failure.Sealed());
        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(AT_ONCE + 1);
    }

    private List<Object> pair(ResponseDefinitionBuilder answer) {
        bao.server().stubFor(batchStub().willReturn(answer));
        return pair();
    }

    private List<Object> pair() {
        bao.on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"YWxvbmU=\"}"));
        return HeldCallers.beyond(AT_ONCE, bao, "alone", transit -> {
            var call = new Call(Call.Cause.SERVE, Bao.budget(Bao.AMPLE), Optional.of(new RequestUid("u")));
            Outcome<SecretBytes> outcome = transit.decrypt(Bao.ciphertext(Bao.CIPHERTEXT), Aad.ofProbe(), call);
            return outcome instanceof Outcome.Ok<SecretBytes> ? Bao.text(outcome) : Bao.failureOf(outcome);
        });
    }

    private static MappingBuilder batchStub() {
        return post(Bao.DECRYPT).atPriority(1).withRequestBody(containing("batch_input"));
    }

    private static ResponseDefinitionBuilder batch(int status, String results) {
        return aResponse().withStatus(status).withBody(Bao.data("{\"batch_results\":[" + results + "]}"));
    }

    private static String item(int reference) {
        return "{\"ciphertext\":\"%s\",\"associated_data\":\"%s\",\"reference\":\"%s\"}"
                .formatted(Bao.CIPHERTEXT, AAD, reference);
    }

    private static String result(String members, int reference) {
        return "{%s,\"reference\":\"%s\"}".formatted(members, reference);
    }
}
