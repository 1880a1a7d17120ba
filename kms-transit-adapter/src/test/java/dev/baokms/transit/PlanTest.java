package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.transit.Plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    private static final Failure REFUSED = new LoginFailed(Problem.REFUSED);

    // Near the end, where the monotonic clock may well be: comparisons must survive the overflow.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Plan plan = new Plan(now::get, new Backoff(new Random(1)), Duration.ofMinutes(5));

    @Test
    void atFirst_aLoginIsDue() {
        assertThat(plan.step()).isEqualTo(Step.LOGIN);
        assertThat(plan.untilDue()).isZero();
    }

    @Test
    void freshToken_isRenewedAtTwoThirds() {
        plan.after(held(3600, 3600, true));

        assertThat(plan.step()).isEqualTo(Step.RENEW);
        assertThat(Duration.ofNanos(plan.untilDue())).isEqualTo(Duration.ofMinutes(40));
    }

    @ParameterizedTest
    @CsvSource({
        // login, renewal, renewable, next
        "3600,3600,true,RENEW",
        "60,60,true,RENEW",
        "3600,400,true,RENEW",
        "3600,299,true,LOGIN",
        "60,59,true,LOGIN",
        "60,3600,true,RENEW",
        "3600,3600,false,LOGIN",
        "0,0,true,REST",
    })
    void lease_decidesTheNextStep(long login, long renewal, boolean renewable, Step next) {
        plan.after(held(login, renewal, renewable));

        assertThat(plan.step()).isEqualTo(next);
    }

    @Test
    void failureWithoutAToken_isRetriedWithinFiveSeconds() {
        for (int i = 0; i < 20; i++) {
            plan.again(Step.LOGIN, new Unreachable(), false);
        }

        assertThat(Duration.ofNanos(plan.untilDue())).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
    }

    @Test
    void refusedCredential_isNotOfferedBeforeItsTime() {
        for (int i = 0; i < 20; i++) {
            plan.again(Step.LOGIN, REFUSED, false);
        }
        long wait = plan.untilDue();
        assertThat(Duration.ofNanos(wait)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));

        now.addAndGet(wait - 1);
        assertThat(plan.tooSoonAfter(REFUSED)).isTrue();
        now.addAndGet(1);
        assertThat(plan.tooSoonAfter(REFUSED)).isFalse();
    }

    @Test
    void silentServer_isAskedAgainForACallerAfterHalfASecond() {
        for (int i = 0; i < 20; i++) {
            plan.again(Step.LOGIN, new Unreachable(), false);
        }
        assertThat(plan.tooSoonAfter(new Unreachable())).isTrue();

        now.addAndGet(Duration.ofMillis(500).toNanos());

        assertThat(plan.tooSoonAfter(new Unreachable())).isFalse();
    }

    @Test
    void lifeOfAToken_endsWithItsLease() {
        Held held = held(60, 60, true);

        assertThat(held.alive(now.get() + Duration.ofSeconds(60).toNanos() - 1)).isTrue();
        assertThat(held.alive(now.get() + Duration.ofSeconds(60).toNanos())).isFalse();
        assertThat(held(0, 0, true).alive(now.get() + Duration.ofDays(9999).toNanos()))
                .isTrue();
        assertThat(held.validUntil()).contains(Instant.EPOCH.plusSeconds(60));
    }

    private Held held(long login, long renewal, boolean renewable) {
        Grant first = new Grant("s.one", Duration.ofSeconds(login), renewable);
        Grant second = new Grant("s.one", Duration.ofSeconds(renewal), renewable);
        return new Held(first, first.token(), first.lease(), now.get(), Instant.EPOCH)
                .renewed(second, now.get(), Instant.EPOCH);
    }
}
