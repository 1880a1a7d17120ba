package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.BackendEvent.Cause;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestFormTest {
    private static final String AAD = Aad.ofProbe().base64();

    private final Bao bao = new Bao(1)
            .logins("s.one")
            .on(Bao.ENCRYPT, 200, Bao.encrypted(Bao.CIPHERTEXT))
            .on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8=\"}"));

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void encrypt_namesVersionAndAssociatedData() {
        assertThat(Bao.valueOf(bao.encrypt()).text()).isEqualTo(Bao.CIPHERTEXT);

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.ENCRYPT))
                        .withRequestBody(equalTo(
                                "{\"plaintext\":\"aGVsbG8=\",\"associated_data\":\"" + AAD + "\",\"key_version\":1}")));
    }

    @Test
    void encryptWithLatest_sendsZeroAndTakesAnyVersion() {
        var outcome = bao.transit().encryptWithLatest(Bao.plaintext(), Aad.ofProbe(), Bao.call());

        assertThat(Bao.valueOf(outcome).version()).isEqualTo(1);
        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.ENCRYPT)).withRequestBody(matching(".*\"key_version\":0}")));
    }

    @Test
    void versionBelowOne_isRefusedAsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bao.transit().encrypt(Bao.plaintext(), 0, Aad.ofProbe(), Bao.call()));
    }

    @Test
    void encrypt_leavesThePlaintextToTheCaller() {
        SecretBytes plaintext = Bao.plaintext();

        Bao.valueOf(bao.transit().encrypt(plaintext, 1, Aad.ofProbe(), Bao.call()));

        assertThat(plaintext.sameAs(Bao.plaintext())).isTrue();
    }

    @Test
    void decrypt_sendsCiphertextAndAssociatedData() {
        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.DECRYPT))
                        .withRequestBody(equalTo(
                                "{\"ciphertext\":\"" + Bao.CIPHERTEXT + "\",\"associated_data\":\"" + AAD + "\"}")));
    }

    @Test
    void emptyPlaintext_isAPlaintext() {
        bao.on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"\"}"));

        assertThat(Bao.text(bao.decrypt())).isEmpty();
    }

    @Test
    void headers_areTokenGuardNamespaceAndHashOfTheUid() {
        bao.namespace = Optional.of("team/a");

        Bao.text(bao.transit()
                .decrypt(
                        Bao.ciphertext(Bao.CIPHERTEXT),
                        Aad.ofProbe(),
                        new Call(Call.Cause.SERVE, Bao.budget(Bao.AMPLE), Optional.of(new RequestUid("uid\n\u00e9")))));

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.DECRYPT))
                        .withHeader("X-Vault-Token", equalTo("s.one"))
                        .withHeader("X-Vault-Request", equalTo("true"))
                        .withHeader("X-Vault-Namespace", equalTo("team/a"))
                        .withHeader("X-Request-Id", equalTo(new RequestUid("uid\n\u00e9").hash()))
                        .withHeader("Content-Type", equalTo("application/json")));
    }

    @Test
    void withoutUidAndNamespace_theirHeadersAreAbsent() {
        Bao.text(bao.decrypt());

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.DECRYPT))
                        .withHeader("X-Vault-Namespace", absent())
                        .withHeader("X-Request-Id", absent()));
    }

    @Test
    void login_sendsTheBodyAsItIs_andNoToken() {
        String body = "{ \"role\":\"a\\u0022b\",  \"jwt\":\"e30.e30.AA\"}";
        bao.credentials = budget -> Outcome.ok(Bao.login(body));

        Bao.text(bao.decrypt());

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.LOGIN))
                        .withHeader("X-Vault-Token", absent())
                        .withRequestBody(equalTo(body)));
        assertThat(bao.told(BackendEvent.RequestEnded.class).getFirst()).satisfies(told -> {
            assertThat(told.operation()).isEqualTo("jwt_login");
            assertThat(told.cause()).isEqualTo(Cause.LOGIN);
        });
    }

    @Test
    void reads_areGets() {
        bao.on(Bao.CONFIG, 200, Bao.data("{\"disable_upsert\":true}"));

        assertThat(Bao.valueOf(bao.transit().upsertAllowed(Bao.call()))).isFalse();

        bao.server().verify(getRequestedFor(urlEqualTo(Bao.CONFIG)));
    }

    @Test
    void success_isToldOnceWithOpenBaosRequestId() {
        Bao.text(bao.transit()
                .decrypt(
                        Bao.ciphertext(Bao.CIPHERTEXT),
                        Aad.ofProbe(),
                        new Call(Call.Cause.VERIFY, Bao.budget(Bao.AMPLE), Optional.of(new RequestUid("u")))));

        assertThat(bao.told(BackendEvent.RequestEnded.class))
                .filteredOn(told -> told.cause() == Cause.VERIFY)
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.operation()).isEqualTo("transit_decrypt");
                    assertThat(told.status()).isEqualTo("ok");
                    assertThat(told.upstreamRequestId()).contains(Bao.REQUEST_ID);
                    assertThat(told.uid()).contains(new RequestUid("u"));
                    assertThat(told.took()).isPositive();
                });
    }

    @Test
    void oddRequestId_isNotTold() {
        bao.on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"\"}").replace(Bao.REQUEST_ID, "look, a log line"));

        Bao.text(bao.decrypt());

        assertThat(bao.told(BackendEvent.RequestEnded.class))
                .filteredOn(told -> told.operation().equals("transit_decrypt"))
                .allMatch(told -> told.upstreamRequestId().isEmpty());
    }
}
