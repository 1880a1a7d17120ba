package dev.baokms.core.health;

import static dev.baokms.core.health.Health.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.health.Health.Verdict;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Denied;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Failure.Sealed;
import dev.baokms.core.outcome.Failure.Unreachable;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final Failure SEALED = new Sealed();
    private static final HealthRules FAIL = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), false);

    @Test
    void nothingKnown_isNotReady() {
        assertThat(judged(UNKNOWN, 0)).isEqualTo(new Verdict.Failing(new NotReady(NotReady.Why.METADATA_UNVERIFIED)));
    }

    @Test
    void failureBeforeAnyProof_isShownAtOnce() {
        assertThat(judged(UNKNOWN.failed(SEALED, T), 0)).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void proof_isGoodForTheStalenessLimit() {
        Health proved = UNKNOWN.proved(T);

        assertThat(judged(proved, 0)).isEqualTo(new Verdict.Ok());
        assertThat(judged(proved, 120)).isEqualTo(new Verdict.Ok());
        assertThat(judged(proved, 121)).isEqualTo(new Verdict.Failing(new NotReady(NotReady.Why.STATUS_STALE)));
    }

    @Test
    void transientFailure_isInvisibleThenCoastsThenFails() {
        Health failing = UNKNOWN.proved(T).failed(SEALED, T.plusSeconds(10));

        assertThat(judged(failing, 10)).isEqualTo(new Verdict.Ok());
        assertThat(judged(failing, 25)).isEqualTo(new Verdict.Ok());
        assertThat(judged(failing, 26)).isEqualTo(new Verdict.Coasting(SEALED));
        assertThat(judged(failing, 120)).isEqualTo(new Verdict.Coasting(SEALED));
        assertThat(judged(failing, 121)).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void grace_countsFromTheFirstFailureAndNamesTheLast() {
        Health failing =
                UNKNOWN.proved(T).failed(new Unreachable(), T.plusSeconds(1)).failed(SEALED, T.plusSeconds(16));

        assertThat(judged(failing, 16)).isEqualTo(new Verdict.Ok());
        assertThat(judged(failing, 17)).isEqualTo(new Verdict.Coasting(SEALED));
    }

    @Test
    void failPolicy_doesNotCoast() {
        Health failing = UNKNOWN.proved(T).failed(SEALED, T);

        assertThat(failing.verdict(FAIL, T.plusSeconds(15))).isEqualTo(new Verdict.Ok());
        assertThat(failing.verdict(FAIL, T.plusSeconds(16))).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void fatalFailure_isShownAtOnce() {
        assertThat(judged(UNKNOWN.proved(T).failed(new Denied(), T), 0)).isEqualTo(new Verdict.Failing(new Denied()));
    }

    @Test
    void oneProof_endsAnyFailureAndItsGrace() {
        Health recovered =
                UNKNOWN.proved(T).failed(new Denied(), T.plusSeconds(1)).proved(T.plusSeconds(2));
        Health failingAgain = recovered.failed(SEALED, T.plusSeconds(30));

        assertThat(recovered.failure()).isEmpty();
        assertThat(judged(recovered, 2)).isEqualTo(new Verdict.Ok());
        assertThat(judged(failingAgain, 45)).isEqualTo(new Verdict.Ok());
    }

    @Test
    void liveTraffic_isEvidence() {
        Health confirmed = UNKNOWN.proved(T).confirmed(T.plusSeconds(100));

        assertThat(confirmed.lastGood()).contains(T.plusSeconds(100));
        assertThat(judged(confirmed, 220)).isEqualTo(new Verdict.Ok());
    }

    @Test
    void liveTraffic_neverClearsAFailure() {
        for (Failure failure : new Failure[] {SEALED, new Denied()}) {
            Health confirmed = UNKNOWN.proved(T).failed(failure, T).confirmed(T.plusSeconds(1));

            assertThat(confirmed.failure()).contains(failure);
            assertThat(confirmed.lastGood()).contains(T);
        }
    }

    @Test
    void liveTraffic_isNoFirstProof() {
        assertThat(UNKNOWN.confirmed(T).lastGood()).isEmpty();
    }

    @Test
    void clockBackward_makesNothingStaleAndHidesNothingFatal() {
        assertThat(judged(UNKNOWN.proved(T), -3600)).isEqualTo(new Verdict.Ok());
        assertThat(judged(UNKNOWN.proved(T).failed(SEALED, T), -3600)).isEqualTo(new Verdict.Ok());
        assertThat(judged(UNKNOWN.proved(T).failed(new Denied(), T), -3600))
                .isEqualTo(new Verdict.Failing(new Denied()));
    }

    @Test
    void rules_thatContradictThemselves_areRefused() {
        assertThatThrownBy(() -> new HealthRules(Duration.ofSeconds(-1), Duration.ofSeconds(1), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need 0 <= failureGrace <= statusMaxStaleness");
        assertThatThrownBy(() -> new HealthRules(Duration.ofSeconds(2), Duration.ofSeconds(1), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2S");
    }

    private static Verdict judged(Health health, long secondsAfter) {
        return health.verdict(HealthRules.DEFAULT, T.plusSeconds(secondsAfter));
    }
}
