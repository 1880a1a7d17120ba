package dev.baokms.core.health;

import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static dev.baokms.core.health.Health.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.Scopes;
import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final DerivedKey KEY = DerivedKey.derive(Scopes.PUBLISHED, Scopes.VERSION_3);
    private static final Optional<ProbeStep> UNSEEN = Optional.empty();
    private static final Failure SEALED = new Sealed();
    private static final HealthRules FAIL = new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), false);

    @Test
    void nothingKnown_isNotReady() {
        assertThat(judged(UNKNOWN, 0)).isEqualTo(new Verdict.Failing(new NotReady(NotReady.Why.METADATA_UNVERIFIED)));
    }

    @Test
    void failureBeforeAnyProof_isShownAtOnce() {
        assertThat(judged(UNKNOWN.failed(SEALED, UNSEEN, T), 0)).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void proof_isGoodForTheStalenessLimit() {
        Health proved = UNKNOWN.proved(T);

        assertThat(judged(proved, 0)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(proved, 120)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(proved, 121)).isEqualTo(new Verdict.Failing(new NotReady(NotReady.Why.STATUS_STALE)));
    }

    @Test
    void transientFailure_isInvisibleThenCoastsThenFails() {
        Health failing = UNKNOWN.proved(T).failed(SEALED, UNSEEN, T.plusSeconds(10));

        assertThat(judged(failing, 10)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(failing, 25)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(failing, 26)).isEqualTo(new Verdict.Coasting(KEY, SEALED));
        assertThat(judged(failing, 120)).isEqualTo(new Verdict.Coasting(KEY, SEALED));
        assertThat(judged(failing, 121)).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void grace_countsFromTheFirstFailureAndNamesTheLast() {
        Health failing = UNKNOWN.proved(T)
                .failed(UNREACHABLE, UNSEEN, T.plusSeconds(1))
                .failed(SEALED, UNSEEN, T.plusSeconds(16));

        assertThat(judged(failing, 16)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(failing, 17)).isEqualTo(new Verdict.Coasting(KEY, SEALED));
    }

    @Test
    void place_isThatOfTheNewestFailure() {
        Health failing = UNKNOWN.failed(UNREACHABLE, Optional.of(ProbeStep.METADATA_READ), T)
                .failed(SEALED, Optional.of(ProbeStep.ROUND_TRIP), T.plusSeconds(1));

        assertThat(failing.trouble()).contains(new Health.Trouble(SEALED, Optional.of(ProbeStep.ROUND_TRIP), T));
        assertThat(failing.failed(SEALED, UNSEEN, T.plusSeconds(2)).trouble())
                .contains(new Health.Trouble(SEALED, UNSEEN, T));
        assertThat(failing.proved(T.plusSeconds(3)).trouble()).isEmpty();
    }

    @Test
    void verdict_tellsItsStateAndItsFailure() {
        Health proved = UNKNOWN.proved(T);
        Health failing = proved.failed(SEALED, UNSEEN, T);

        assertThat(judged(proved, 0).state()).isEqualTo(Verdict.State.OK);
        assertThat(judged(proved, 0).failure()).isEmpty();
        assertThat(judged(failing, 16).state()).isEqualTo(Verdict.State.COASTING);
        assertThat(judged(failing, 16).failure()).contains(SEALED);
        assertThat(judged(failing, 121).state()).isEqualTo(Verdict.State.ERROR);
        assertThat(judged(failing, 121).failure()).contains(SEALED);
    }

    @Test
    void failPolicy_doesNotCoast() {
        Health failing = UNKNOWN.proved(T).failed(SEALED, UNSEEN, T);

        assertThat(failing.verdict(KEY, FAIL, T.plusSeconds(15))).isEqualTo(new Verdict.Ok(KEY));
        assertThat(failing.verdict(KEY, FAIL, T.plusSeconds(16))).isEqualTo(new Verdict.Failing(SEALED));
    }

    @Test
    void fatalFailure_isShownAtOnce() {
        assertThat(judged(UNKNOWN.proved(T).failed(new Denied(), UNSEEN, T), 0))
                .isEqualTo(new Verdict.Failing(new Denied()));
    }

    @Test
    void oneProof_endsAnyFailureAndItsGrace() {
        Health recovered =
                UNKNOWN.proved(T).failed(new Denied(), UNSEEN, T.plusSeconds(1)).proved(T.plusSeconds(2));
        Health failingAgain = recovered.failed(SEALED, UNSEEN, T.plusSeconds(30));

        assertThat(recovered.failure()).isEmpty();
        assertThat(judged(recovered, 2)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(failingAgain, 45)).isEqualTo(new Verdict.Ok(KEY));
    }

    @Test
    void liveTraffic_isEvidence() {
        Health confirmed = UNKNOWN.proved(T).confirmed(T.plusSeconds(100));

        assertThat(confirmed.lastGood()).contains(T.plusSeconds(100));
        assertThat(judged(confirmed, 220)).isEqualTo(new Verdict.Ok(KEY));
    }

    @Test
    void liveTraffic_neverClearsAFailure() {
        for (Failure failure : new Failure[] {SEALED, new Denied()}) {
            Health confirmed = UNKNOWN.proved(T).failed(failure, UNSEEN, T).confirmed(T.plusSeconds(1));

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
        assertThat(judged(UNKNOWN.proved(T), -3600)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(UNKNOWN.proved(T).failed(SEALED, UNSEEN, T), -3600)).isEqualTo(new Verdict.Ok(KEY));
        assertThat(judged(UNKNOWN.proved(T).failed(new Denied(), UNSEEN, T), -3600))
                .isEqualTo(new Verdict.Failing(new Denied()));
    }

    @Test
    void rules_thatContradictThemselves_areRefused() {
        assertThatThrownBy(() -> new HealthRules(Duration.ofSeconds(-1), Duration.ZERO, true))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("failureGrace must not be negative; statusMaxStaleness must be positive");
        assertThatThrownBy(() -> new HealthRules(Duration.ofNanos(1_000_000_001), Duration.ofSeconds(1), true))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("failureGrace must not be longer than statusMaxStaleness");
        assertThatNoException().isThrownBy(() -> new HealthRules(Duration.ZERO, Duration.ofNanos(1), true));
        assertThatNoException().isThrownBy(() -> new HealthRules(Duration.ofNanos(1), Duration.ofNanos(1), true));
    }

    private static Verdict judged(Health health, long secondsAfter) {
        return health.verdict(KEY, HealthRules.DEFAULT, T.plusSeconds(secondsAfter));
    }
}
