package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.report.BackendEvent.How;
import dev.baokms.transit.report.ProblemText;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token that another program obtains and keeps alive. */
class IssuedTokenTest {
    private final Bao bao = new Bao(1).on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8=\"}"));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String token = "s.agent";

    IssuedTokenTest() {
        bao.credentials = budget -> {
            asked.incrementAndGet();
            return Outcome.ok(new Credential.IssuedToken(SecretBytes.adopting(token.getBytes(UTF_8))));
        };
    }

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void token_isUsedAsItIs_withoutLoginAndWithoutAKnownEnd() {
        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");

        assertThat(bao.tokensFor(Bao.DECRYPT)).containsExactly("s.agent");
        assertThat(bao.server().getAllServeEvents()).hasSize(1);
        assertThat(bao.toldOfTokens(1)).singleElement().satisfies(told -> {
            assertThat(told.how()).isEqualTo(How.LOGIN);
            assertThat(told.failure()).isEmpty();
            assertThat(told.validUntil()).isEmpty();
        });
    }

    @Test
    void refusedToken_isReadAgain_andTheNewOneServesTheSameCall() {
        refuse("s.agent", Bao.BARE_403);
        bao.transit().login(Bao.call());
        token = "s.next";

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");

        assertThat(bao.tokensFor(Bao.DECRYPT)).containsExactly("s.agent", "s.next");
    }

    @Test
    void refusedTokenThatNoOneReplaced_isAFailedLogin_andNoDenial() {
        refuse("s.agent", Bao.BARE_403);

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new LoginFailed(ProblemText.ISSUED_TOKEN_REFUSED, true));

        assertThat(bao.asked(Bao.DECRYPT)).isEqualTo(2);
        assertThat(bao.toldOfTokens(1)).as("the same token again is no change").hasSize(1);
    }

    @Test
    void goodTokenWithoutTheRights_isDenied() {
        refuse("s.agent", Bao.POLICY_403);

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Denied());
    }

    @Test
    void replacedCredential_isReadAtOnce() {
        Bao.text(bao.decrypt());
        token = "s.next";

        bao.transit().credentialReplaced();

        assertThat(bao.toldOfTokens(2)).hasSize(2);
        Bao.text(bao.decrypt());
        assertThat(bao.tokensFor(Bao.DECRYPT)).containsExactly("s.agent", "s.next");
    }

    @Test
    void unchangedCredential_isReadAndNotTold() {
        Bao.text(bao.decrypt());

        bao.transit().credentialReplaced();

        Eventually.comesTrue(() -> asked.get() == 2);
        Bao.text(bao.decrypt());
        assertThat(bao.toldOfTokens(1)).hasSize(1);
    }

    @Test
    void sourceThatFails_leavesTheTokenInUse() {
        Bao.text(bao.decrypt());
        var gone = new LoginFailed("the token file cannot be read", false);
        var failing = new AtomicInteger();
        bao.credentials = budget -> {
            failing.incrementAndGet();
            return Outcome.failed(gone);
        };

        bao.transit().credentialReplaced();

        assertThat(bao.toldOfTokens(2)).hasSize(2);
        assertThat(bao.toldOfTokens(2).getLast().failure()).contains(gone);
        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
    }

    @Test
    void textThatIsNoToken_isSaidSo() {
        token = "two words";

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new LoginFailed(ProblemText.ISSUED_TOKEN_UNUSABLE, false));
        assertThat(bao.asked(Bao.DECRYPT)).isZero();
    }

    @Test
    void credential_isWiped() {
        SecretBytes given = SecretBytes.adopting("s.agent".getBytes(UTF_8));
        bao.credentials = budget -> Outcome.ok(new Credential.IssuedToken(given));

        Bao.text(bao.decrypt());

        assertThatIllegalStateException().isThrownBy(given::copy);
    }

    private void refuse(String refused, String body) {
        bao.server()
                .stubFor(post(Bao.DECRYPT)
                        .withHeader("X-Vault-Token", equalTo(refused))
                        .willReturn(aResponse().withStatus(403).withBody(body)));
    }
}
