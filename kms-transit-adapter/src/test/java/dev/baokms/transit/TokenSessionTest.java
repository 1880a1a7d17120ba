package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.BackendEvent.How;
import dev.baokms.transit.report.ProblemText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSessionTest {
    private static final String OK = Bao.data("{\"plaintext\":\"aGVsbG8=\"}");

    /** Seconds of a lease. It is renewed after two thirds; the last one is for a machine that is late. */
    private static final int SOON = 3;

    private final Bao bao = new Bao(1).logins("s.one", "s.two").on(Bao.DECRYPT, 200, OK);

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void manyCalls_shareOneLogin() {
        Bao.text(bao.decrypt());
        Bao.text(bao.decrypt());

        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(1);
        assertThat(bao.toldOfTokens(1)).singleElement().satisfies(told -> {
            assertThat(told.how()).isEqualTo(How.LOGIN);
            assertThat(told.failure()).isEmpty();
            assertThat(told.validUntil()).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {"403|" + Bao.BARE_403, "403|" + Bao.POLICY_403, "401|" + Bao.BARE_403})
    void refusedToken_isReplacedOnceAndTheCallRepeated(int status, String body) {
        refuse("s.one", status, body);

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");

        assertThat(bao.tokensFor(Bao.DECRYPT)).containsExactly("s.one", "s.two");
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(2);
    }

    @Test
    void concurrentRefusals_causeOneLogin() throws Exception {
        refuse("s.one", 403, Bao.BARE_403);
        bao.transit();
        int callers = 16;
        var together = new CountDownLatch(callers);

        List<Outcome<SecretBytes>> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome<SecretBytes>>> calls = IntStream.range(0, callers)
                    .mapToObj(i -> threads.submit(() -> {
                        together.countDown();
                        together.await();
                        return bao.decrypt();
                    }))
                    .toList();
            for (Future<Outcome<SecretBytes>> call : calls) {
                outcomes.add(call.get());
            }
        }

        assertThat(outcomes).allSatisfy(outcome -> assertThat(Bao.text(outcome)).isEqualTo("hello"));
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(2);
    }

    /** A role with {@code token_num_uses}: a request more than that would be refused, and look like a policy that says no. */
    @Test
    void tokenOfFewUses_isReplacedBeforeItIsUsedUp() {
        bao.login(200, Bao.auth("s.few", 3600, true).replace("\"renewable\"", "\"num_uses\":3,\"renewable\""));
        bao.transit();

        List<String> texts = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> Bao.text(bao.decrypt()), Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(texts).containsOnly("hello").hasSize(16);
        assertThat(bao.asked(Bao.LOGIN) * 3).isGreaterThanOrEqualTo(bao.asked(Bao.DECRYPT));
        assertThat(bao.toldOfTokens(1))
                .extracting(BackendEvent.TokenChanged::useLimit)
                .containsOnly(3L);
        assertThat(bao.transit().tokenUseLimit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {9_223_372_036L, 9_223_372_036_854L, Long.MAX_VALUE})
    void leaseOfCenturies_countsAsTenYears(long seconds) {
        bao.login(200, Bao.auth("s.long", seconds, true));

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
        assertThat(bao.toldOfTokens(1)).singleElement().satisfies(told -> {
            assertThat(told.failure()).isEmpty();
            assertThat(told.validUntil().orElseThrow())
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(3649)),
                            Instant.now().plus(Duration.ofDays(3650)));
        });
    }

    @Test
    void lastingPolicyDenial_isNotAnsweredWithALoginForEachCall() {
        bao.on(Bao.DECRYPT, 403, Bao.POLICY_403);

        for (int i = 0; i < 5; i++) {
            assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Denied());
        }

        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(2);
    }

    @Test
    void loginRefusedAfterADenial_isToldAsSuch() {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withBody(Bao.auth("s.one", 3600, true)),
                aResponse().withStatus(400).withBody(Bao.error("role not found")));
        bao.on(Bao.DECRYPT, 403, Bao.BARE_403);

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new LoginFailed(ProblemText.LOGIN_REFUSED, true));
    }

    @Test
    void refusedCredential_isOfferedOncePerInterval() {
        bao.login(400, Bao.error("token is expired"));

        for (int i = 0; i < 200; i++) {
            assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new LoginFailed(ProblemText.LOGIN_REFUSED, true));
        }

        assertThat(bao.asked(Bao.LOGIN)).isLessThan(20);
    }

    @Test
    void refusedCredential_isOfferedAgainInTheBackground() {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withStatus(400).withBody(Bao.error("token is expired")),
                aResponse().withBody(Bao.auth("s.later", 3600, true)));

        bao.transit();

        Eventually.comesTrue(() -> bao.decrypt() instanceof Outcome.Ok);
    }

    @Test
    void unsealedServer_isNoticed() {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withStatus(503).withBody(Bao.error("Vault is sealed")),
                aResponse().withBody(Bao.auth("s.later", 3600, true)));

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Sealed());

        Eventually.comesTrue(() -> bao.decrypt() instanceof Outcome.Ok);
    }

    @Test
    void localCredentialProblem_isPassedOnWithoutARequest() {
        var expired = new LoginFailed("the credential is expired", false);
        bao.credentials = budget -> Outcome.failed(expired);

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(expired);
        assertThat(bao.asked(Bao.LOGIN)).isZero();
    }

    @Test
    void credential_isWipedAfterTheLogin() {
        Credential.LoginRequest login = Bao.login(Bao.JWT_LOGIN);
        bao.credentials = budget -> Outcome.ok(login);

        Bao.text(bao.decrypt());

        assertThatIllegalStateException().isThrownBy(() -> login.body().copy());
    }

    @Test
    void bugInTheSource_reachesTheCallerAndDoesNotEndTheThread() {
        CredentialSource good = bao.credentials;
        var broken = new AtomicBoolean(true);
        bao.credentials = budget -> {
            if (broken.getAndSet(false)) {
                throw new UnsupportedOperationException("a bug");
            }
            return good.obtain(budget);
        };

        assertThatIllegalStateException()
                .isThrownBy(bao::decrypt)
                .withCauseInstanceOf(UnsupportedOperationException.class);

        Eventually.comesTrue(this::decryptsWithoutABug);
    }

    @Test
    void renewal_keepsTheTokenAndAsksForTheIncrement() {
        bao.login(200, Bao.auth("s.one", SOON, true)).on(Bao.RENEW, 200, Bao.auth("s.one", 3600, true));
        bao.transit();

        assertThat(bao.toldOfTokens(2)).hasSize(2);

        bao.server()
                .verify(postRequestedFor(urlEqualTo(Bao.RENEW))
                        .withHeader("X-Vault-Token", equalTo("s.one"))
                        .withRequestBody(equalToJson("{\"increment\":\"3600s\"}")));
        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(1);
        assertThat(bao.toldOfTokens(2).getLast()).satisfies(told -> {
            assertThat(told.how()).isEqualTo(How.RENEWAL);
            assertThat(told.failure()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "204|",
                "200|{\"auth\":null}",
                "200|{\"data\":{}}",
                "400|{\"errors\":[\"lease is not renewable\"]}",
                "403|{\"errors\":[\"permission denied\"]}",
                "500|{\"errors\":[\"1 error occurred: failed to renew entry: role gone\"]}",
            })
    void renewalThatGaveNothing_isFollowedByALogin(int status, String body) {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withBody(Bao.auth("s.one", SOON, true)),
                aResponse().withBody(Bao.auth("s.two", 3600, true)));
        bao.on(Bao.RENEW, status, body == null ? "" : body);
        bao.transit();

        Eventually.comesTrue(() -> logins() == 2);

        Bao.text(bao.decrypt());
        assertThat(bao.tokensFor(Bao.DECRYPT)).containsExactly("s.two");
        assertThat(bao.asked(Bao.RENEW)).isEqualTo(1);
    }

    @Test
    void unreachableRenewal_isRepeatedWhileTheOldTokenServes() {
        bao.login(200, Bao.auth("s.one", 6, true)).on(Bao.RENEW, 503, Bao.error("node is not active"));
        bao.transit();

        // Each renewal that fails is two requests.
        Eventually.comesTrue(() -> bao.asked(Bao.RENEW) >= 4);

        assertThat(Bao.text(bao.decrypt())).isEqualTo("hello");
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(1);
    }

    @Test
    void shrinkingLease_isFollowedByALoginInsteadOfAnotherRenewal() {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withBody(Bao.auth("s.one", SOON, true)),
                aResponse().withBody(Bao.auth("s.two", 3600, true)));
        bao.on(Bao.RENEW, 200, Bao.auth("s.one", 1, true));
        bao.transit();

        Eventually.comesTrue(() -> bao.asked(Bao.LOGIN) == 2);

        assertThat(bao.asked(Bao.RENEW)).isEqualTo(1);
    }

    @Test
    void tokenThatCannotBeRenewed_isReplacedInTime() {
        bao.inTurn(
                Bao.LOGIN,
                aResponse().withBody(Bao.auth("b.one", 1, false)),
                aResponse().withBody(Bao.auth("b.two", 3600, false)));
        bao.transit();

        Eventually.comesTrue(() -> bao.asked(Bao.LOGIN) == 2);

        assertThat(bao.asked(Bao.RENEW)).isZero();
    }

    @Test
    void endlessToken_isNeitherRenewedNorReplaced() {
        bao.login(200, Bao.auth("s.root", 0, true));

        for (int i = 0; i < 20; i++) {
            Bao.text(bao.decrypt());
        }

        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(1);
        assertThat(bao.asked(Bao.RENEW)).isZero();
        assertThat(bao.toldOfTokens(1))
                .singleElement()
                .satisfies(told -> assertThat(told.validUntil()).isEmpty());
    }

    @Test
    void closedAdapter_answersUnreachable() {
        bao.transit().close();

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Unreachable(ProblemText.CLOSED));
    }

    @Test
    void close_releasesWhoeverWaitsForAToken() throws Exception {
        var loggingIn = new CountDownLatch(1);
        bao.credentials = budget -> {
            loggingIn.countDown();
            return untilInterrupted();
        };
        bao.transit();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome<SecretBytes>> waiting = threads.submit(bao::decrypt);
            loggingIn.await();
            bao.transit().close();

            assertThat(Bao.failureOf(result(waiting))).isEqualTo(new Unreachable(ProblemText.CLOSED));
        }
    }

    private static <T> Outcome<T> untilInterrupted() {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nothing counts down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(new Timeout());
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private boolean decryptsWithoutABug() {
        try {
            return bao.decrypt() instanceof Outcome.Ok;
        } catch (IllegalStateException rememberedBug) {
            return false;
        }
    }

    private long logins() {
        return bao.told(BackendEvent.TokenChanged.class).stream()
                .filter(told -> told.how() == How.LOGIN)
                .count();
    }

    private void refuse(String token, int status, String body) {
        bao.server()
                .stubFor(post(Bao.DECRYPT)
                        .withHeader("X-Vault-Token", equalTo(token))
                        .willReturn(aResponse().withStatus(status).withBody(body)));
    }
}
