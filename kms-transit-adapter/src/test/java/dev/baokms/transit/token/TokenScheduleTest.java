package dev.baokms.transit.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.AuthResponse;
import dev.baokms.transit.report.ProblemText;
import dev.baokms.transit.token.TokenSchedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenScheduleTest {
    private static final Failure REFUSED = new LoginFailed(ProblemText.LOGIN_REFUSED, true);

    // Near the end, where the monotonic clock may well be: comparisons must survive the overflow.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final TokenSchedule schedule =
            new TokenSchedule(now::get, new RetryBackoff(new Random(1)), Duration.ofMinutes(5));

    @Test
    void atFirst_aLoginIsDue() {
        assertThat(schedule.step()).isEqualTo(Step.LOGIN);
        assertThat(schedule.untilDue()).isZero();
    }

    @Test
    void freshToken_isRenewedAtTwoThirds() {
        schedule.after(held(3600, 3600, true));

        assertThat(schedule.step()).isEqualTo(Step.RENEW);
        assertThat(Duration.ofNanos(schedule.untilDue())).isEqualTo(Duration.ofMinutes(40));
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
        schedule.after(held(login, renewal, renewable));

        assertThat(schedule.step()).isEqualTo(next);
    }

    @Test
    void failureWithoutAToken_isRetriedWithinFiveSeconds() {
        for (int i = 0; i < 20; i++) {
            schedule.again(Step.LOGIN, new Unreachable(ProblemText.NO_ANSWER), false);
        }

        assertThat(Duration.ofNanos(schedule.untilDue())).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
    }

    @Test
    void refusedCredential_isNotOfferedBeforeItsTime() {
        for (int i = 0; i < 20; i++) {
            schedule.again(Step.LOGIN, REFUSED, false);
        }
        long wait = schedule.untilDue();
        assertThat(Duration.ofNanos(wait)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));

        now.addAndGet(wait - 1);
        assertThat(schedule.tooSoonAfter(REFUSED)).isTrue();
        now.addAndGet(1);
        assertThat(schedule.tooSoonAfter(REFUSED)).isFalse();
    }

    @Test
    void silentServer_isAskedAgainForACallerAfterHalfASecond() {
        for (int i = 0; i < 20; i++) {
            schedule.again(Step.LOGIN, new Unreachable(ProblemText.NO_ANSWER), false);
        }
        assertThat(schedule.tooSoonAfter(new Unreachable(ProblemText.NO_ANSWER)))
                .isTrue();

        now.addAndGet(Duration.ofMillis(500).toNanos());

        assertThat(schedule.tooSoonAfter(new Unreachable(ProblemText.NO_ANSWER)))
                .isFalse();
    }

    @Test
    void issuedToken_isAskedForAgainSoon_andNeverEnds() {
        TokenLease issued = TokenLease.ofIssued(secret(), now.get(), Instant.EPOCH);

        schedule.after(issued);

        assertThat(schedule.step()).isEqualTo(Step.LOGIN);
        assertThat(Duration.ofNanos(schedule.untilDue())).isEqualTo(Duration.ofSeconds(30));
        assertThat(issued.alive(now.get() + Duration.ofDays(9999).toNanos())).isTrue();
        assertThat(issued.validUntil()).isEmpty();
    }

    @Test
    void lifeOfAToken_endsWithItsLease() {
        TokenLease held = held(60, 60, true);

        assertThat(held.alive(now.get() + Duration.ofSeconds(60).toNanos() - 1)).isTrue();
        assertThat(held.alive(now.get() + Duration.ofSeconds(60).toNanos())).isFalse();
        assertThat(held(0, 0, true).alive(now.get() + Duration.ofDays(9999).toNanos()))
                .isTrue();
        assertThat(held.validUntil()).contains(Instant.EPOCH.plusSeconds(60));
    }

    private TokenLease held(long login, long renewal, boolean renewable) {
        return TokenLease.ofLogin(auth(login, renewable), TokenLease.Origin.LOGIN, now.get(), Instant.EPOCH)
                .renewed(auth(renewal, renewable), now.get(), Instant.EPOCH);
    }

    private static AuthResponse auth(long seconds, boolean renewable) {
        return new AuthResponse(secret(), Duration.ofSeconds(seconds), renewable, 0);
    }

    private static SecretBytes secret() {
        return SecretBytes.adopting("s.one".getBytes(US_ASCII));
    }
}
