package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire of a batch of Encrypts: four requests are kept waiting, and two more callers then share the fifth. */
class BatchedEncryptTest {
    private static final int AT_ONCE = 4;
    private static final String AAD = Aad.ofProbe().base64();
    private static final String ALONE = Bao.CIPHERTEXT;
    private static final String ONE = ALONE.replace("g1l/", "AAAA");
    private static final String TWO = ALONE.replace("g1l/", "BBBB");
    private static final String GOOD = result(ciphertext(ONE), 1) + "," + result(ciphertext(TWO), 2);

    private final Bao bao = new Bao(1).logins("s.one", "s.two");

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void batch_namesVersionAndAssociatedDataOfEachItem_andNoUid() {
        assertThat(pair(batch(200, GOOD))).containsExactlyInAnyOrder(ONE, TWO);

        bao.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo(Bao.ENCRYPT))
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
        String oneBad = result(ciphertext(ONE), 1) + "," + result(tooOld(), 2);

        assertThat(pair(batch(200, oneBad)))
                .containsExactlyInAnyOrder(ONE, new Failure.UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        assertThat(bao.asked(Bao.ENCRYPT)).isEqualTo(AT_ONCE + 1);
    }

    @Test
    void allBad_isAnErrorByItsStatusOnly() {
        assertThat(pair(batch(400, result(tooOld(), 1) + "," + result(tooOld(), 2))))
                .containsOnly(new Failure.UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        assertThat(bao.asked(Bao.ENCRYPT)).isEqualTo(AT_ONCE + 1);
    }

    @Test
    void anotherVersion_isNoAnswer_forItsCallerAlone() {
        String other = GOOD.replace(TWO, TWO.replace("vault:v1:", "vault:v2:"));

        assertThat(pair(batch(200, other))).containsExactlyInAnyOrder(ONE, new Failure.VerifyFailed());
    }

    /** Each caller then asks for itself, and gets what singles get here. */
    @ParameterizedTest
    @MethodSource
    void batchThatCannotBeUsed_isAskedItemByItem(String why, ResponseDefinitionBuilder answer) {
        assertThat(pair(answer)).as(why).containsOnly(ALONE);
        assertThat(bao.asked(Bao.ENCRYPT)).as(why).isGreaterThanOrEqualTo(AT_ONCE + 3);
    }

    static Stream<Arguments> batchThatCannotBeUsed_isAskedItemByItem() {
        String lag = "\"error\":\"requested version for encryption is higher than the latest key version\"";
        return Stream.of(
                Arguments.of(
                        "answers in another order",
                        batch(200, result(ciphertext(TWO), 2) + "," + result(ciphertext(ONE), 1))),
                Arguments.of("no reference", batch(200, "{" + ciphertext(ONE) + "},{" + ciphertext(TWO) + "}")),
                Arguments.of("no ciphertext", batch(200, result("\"x\":1", 1) + "," + result("\"x\":1", 2))),
                Arguments.of("a ciphertext of another form", batch(200, GOOD.replace("vault:", "VAULT:"))),
                Arguments.of("one result, not a list", aResponse().withBody(Bao.encrypted(ONE))),
                Arguments.of("a standby that lags", batch(400, result(lag, 1) + "," + result(lag, 2))),
                Arguments.of(
                        "a policy that allows single items",
                        aResponse().withStatus(403).withBody(Bao.POLICY_403)),
                Arguments.of(
                        "a limit of strings for each body",
                        aResponse().withStatus(400).withBody(Bao.error("request body contains too many strings"))),
                Arguments.of(
                        "a server that cannot read it",
                        aResponse()
                                .withStatus(500)
                                .withBody(Bao.error("1 error occurred: * failed to parse batch input: x"))));
    }

    private List<Object> pair(ResponseDefinitionBuilder answer) {
        bao.on(Bao.ENCRYPT, 200, Bao.encrypted(ALONE));
        bao.server()
                .stubFor(post(Bao.ENCRYPT)
                        .atPriority(1)
                        .withRequestBody(containing("batch_input"))
                        .willReturn(answer));
        return HeldCallers.beyond(AT_ONCE, bao, ALONE, transit -> {
            var call = new Call(Call.Cause.SERVE, Bao.budget(Bao.AMPLE), Optional.of(new RequestUid("u")));
            Outcome<TransitCiphertext> outcome = transit.encrypt(Bao.plaintext(), 1, Aad.ofProbe(), call);
            return outcome instanceof Outcome.Ok<TransitCiphertext>(TransitCiphertext ciphertext)
                    ? ciphertext.text()
                    : Bao.failureOf(outcome);
        });
    }

    private static ResponseDefinitionBuilder batch(int status, String results) {
        return aResponse().withStatus(status).withBody(Bao.data("{\"batch_results\":[" + results + "]}"));
    }

    private static String item(int reference) {
        return "{\"plaintext\":\"aGVsbG8=\",\"associated_data\":\"%s\",\"key_version\":1,\"reference\":\"%s\"}"
                .formatted(AAD, reference);
    }

    private static String ciphertext(String text) {
        return "\"ciphertext\":\"%s\",\"key_version\":1".formatted(text);
    }

    private static String tooOld() {
        return "\"error\":\"requested version for encryption is less than the minimum encryption key version\"";
    }

    private static String result(String members, int reference) {
        return "{%s,\"reference\":\"%s\"}".formatted(members, reference);
    }
}
