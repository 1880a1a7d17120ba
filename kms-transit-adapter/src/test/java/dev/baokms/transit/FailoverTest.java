package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.ProblemText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverTest {
    private final Bao bao = new Bao(2).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    static Stream<ResponseDefinitionBuilder> uselessAnswers() {
        return Stream.of(
                aResponse().withStatus(502),
                aResponse().withStatus(503).withBody(Bao.error("Vault is sealed")),
                aResponse().withStatus(500).withBody(Bao.error("internal error")),
                aResponse().withStatus(307).withHeader("Location", "https://dead.example/"),
                aResponse().withStatus(200).withBody("<html>"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withFixedDelay(60_000));
    }

    @ParameterizedTest
    @MethodSource("uselessAnswers")
    void uselessAddress_isLeftForTheNext(ResponseDefinitionBuilder useless) {
        bao.timeout = Duration.ofSeconds(6);
        on(0, Bao.DECRYPT, useless);
        good(1);

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
        assertThat(Bao.asked(bao.servers.get(1), Bao.DECRYPT)).isEqualTo(1);
    }

    @Test
    void deadAddress_isToldOnceAndTriedLast() {
        good(1);
        bao.servers.get(0).stop();

        Bao.text(bao.decrypt());
        Bao.text(bao.decrypt());

        assertThat(changesOfAddresses()).containsExactly("0 unreachable", "1 ok");
        // The login met the dead address; nothing later did.
        assertThat(bao.told(BackendEvent.RequestEnded.class))
                .filteredOn(told -> !told.status().equals("ok"))
                .hasSize(1);
    }

    @Test
    void redirectedLogin_leavesTheStandbyUpForOtherThings() {
        on(0, Bao.LOGIN, aResponse().withStatus(307).withHeader("Location", "https://dead.example/"));
        good(0);
        good(1);

        Bao.text(bao.decrypt());

        assertThat(changesOfAddresses()).doesNotContain("0 unreachable");
    }

    @Test
    void laggingNode_isLeftForTheNextAtOnce() {
        on(0, Bao.DECRYPT, aResponse().withStatus(400).withBody(Bao.error("invalid ciphertext: version is too new")));
        good(1);

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
        assertThat(Bao.asked(bao.servers.get(0), Bao.DECRYPT)).isEqualTo(1);
    }

    @Test
    void refusal_isNotTakenToTheNext() {
        on(0, Bao.DECRYPT, aResponse().withStatus(400).withBody(Bao.error("cipher: message authentication failed")));
        good(1);

        Bao.failureOf(bao.decrypt());

        assertThat(Bao.asked(bao.servers.get(1), Bao.DECRYPT)).isZero();
    }

    @Test
    void addressThatWasSealedAndIsSilentNow_isToldTwice() {
        on(0, Bao.LOGIN, aResponse().withStatus(503).withBody(Bao.error("Vault is sealed")));
        good(1);
        Bao.text(bao.decrypt());
        bao.servers.get(0).stop();
        bao.servers.get(1).stop();
        Bao.failureOf(bao.decrypt());

        assertThat(changesOfAddresses()).containsSubsequence("0 sealed", "1 ok", "0 unreachable");
    }

    private List<String> changesOfAddresses() {
        return bao.told(BackendEvent.AddressChanged.class).stream()
                .map(told -> told.position() + " "
                        + told.trouble().map(Failure::reason).orElse("ok"))
                .toList();
    }

    @Test
    void sealedAndSilent_isSealed() {
        on(0, Bao.DECRYPT, aResponse().withStatus(503).withBody(Bao.error("Vault is sealed")));
        on(1, Bao.DECRYPT, aResponse().withFault(Fault.EMPTY_RESPONSE));

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Sealed());
    }

    @Test
    void allDead_isUnreachableAfterEachOnce() {
        on(0, Bao.DECRYPT, aResponse().withStatus(502));
        on(1, Bao.DECRYPT, aResponse().withStatus(502));

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Unreachable(ProblemText.NO_ANSWER));
        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(2);
    }

    private void good(int server) {
        on(server, Bao.DECRYPT, aResponse().withBody(Bao.data("{\"plaintext\":\"aGVsbG8=\"}")));
    }

    private void on(int server, String path, ResponseDefinitionBuilder answer) {
        bao.servers.get(server).stubFor(any(urlEqualTo(path)).willReturn(answer));
    }
}
