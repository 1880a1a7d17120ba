package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.port.Call;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers here answer after a minute, the guard is a third of that: only a kept budget passes. */
class BudgetTest {
    private static final int A_MINUTE = 60_000;

    private final Bao bao = new Bao(1).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void hangingServer_isTimeoutWithinTheConfiguredTime() {
        bao.timeout = Duration.ofMillis(400);
        bao.on(Bao.DECRYPT, aResponse().withFixedDelay(A_MINUTE));

        assertThat(guarded(Bao.AMPLE)).isEqualTo(new Timeout());
    }

    @Test
    void hangingServer_isTimeoutWithinTheCallersTime() {
        bao.timeout = Duration.ofSeconds(50);
        bao.on(Bao.DECRYPT, aResponse().withFixedDelay(A_MINUTE));

        assertThat(guarded(Duration.ofMillis(400))).isEqualTo(new Timeout());
    }

    @Test
    void slowBody_isTimeout() {
        bao.timeout = Duration.ofMillis(400);
        bao.on(
                Bao.DECRYPT,
                aResponse().withBody(Bao.data("{\"plaintext\":\"aGVsbG8=\"}")).withChunkedDribbleDelay(20, A_MINUTE));

        assertThat(guarded(Bao.AMPLE)).isEqualTo(new Timeout());
    }

    @Test
    void hangingLogin_isTimeoutAndNothingElseIsAsked() {
        bao.on(Bao.LOGIN, aResponse().withFixedDelay(A_MINUTE));

        assertThat(guarded(Duration.ofMillis(300))).isEqualTo(new Timeout());
        assertThat(bao.asked(Bao.DECRYPT)).isZero();
    }

    @Test
    void loginThatTakesLongerThanACallWaits_isThereForTheNext() {
        bao.timeout = Duration.ofMillis(400);
        bao.loginTimeout = Duration.ofSeconds(20);
        bao.on(Bao.LOGIN, aResponse().withFixedDelay(1_500).withBody(Bao.auth("hvs.a", 3600, true)));
        bao.on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8=\"}"));

        assertThat(guarded(Bao.AMPLE)).isEqualTo(new Timeout());
        Eventually.comesTrue(() -> bao.decrypt() instanceof Outcome.Ok);
        assertThat(bao.asked(Bao.LOGIN)).isOne();
    }

    @Test
    void hangingLogin_endsAtItsOwnLimit() {
        bao.timeout = Duration.ofSeconds(50);
        bao.loginTimeout = Duration.ofMillis(300);
        bao.on(Bao.LOGIN, aResponse().withFixedDelay(A_MINUTE));

        assertThat(guarded(Bao.AMPLE)).isEqualTo(new Timeout());
    }

    @Test
    void spentBudget_isTimeoutWithoutARequest() {
        assertThat(guarded(Duration.ZERO)).isEqualTo(new Timeout());
        assertThat(bao.asked(Bao.DECRYPT)).isZero();
    }

    @Test
    void interruptedCaller_isTimeoutAndStaysInterrupted() throws Exception {
        bao.timeout = Duration.ofSeconds(50);
        bao.on(Bao.LOGIN, aResponse().withFixedDelay(A_MINUTE));
        var outcome = new AtomicReference<Outcome<?>>();
        var flag = new AtomicBoolean();
        Thread caller = Thread.ofVirtual().start(() -> {
            outcome.set(bao.decrypt());
            flag.set(Thread.currentThread().isInterrupted());
        });

        caller.interrupt();
        caller.join(Bao.AMPLE);

        assertThat(Bao.failureOf(outcome.get())).isEqualTo(new Timeout());
        assertThat(flag).isTrue();
    }

    private Failure guarded(Duration budget) {
        bao.transit();
        return assertTimeoutPreemptively(
                Bao.AMPLE,
                () -> Bao.failureOf(bao.transit()
                        .decrypt(
                                Bao.ciphertext(Bao.CIPHERTEXT),
                                Aad.ofProbe(),
                                Call.of(Call.Cause.SERVE, Bao.budget(budget)))));
    }
}
