package dev.baokms.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    /** A monotonic clock may begin anywhere, also just before it wraps around. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final Budget budget = Budget.starting(nanos::get, Duration.ofSeconds(2));

    @Test
    void remaining_shrinksWithTheClock() {
        nanos.addAndGet(1_500_000_000);

        assertThat(budget.remaining()).isEqualTo(Duration.ofMillis(500));
        assertThat(budget.spent()).isFalse();
    }

    @Test
    void budget_isSpentAtItsEndAndAfter() {
        nanos.addAndGet(2_000_000_000);
        assertThat(budget.spent()).isTrue();

        nanos.addAndGet(1);
        assertThat(budget.remaining()).isNegative();
    }

    @Test
    void otherCause_keepsBudgetAndUid() {
        Optional<RequestUid> uid = Optional.of(new RequestUid("uid"));
        var call = new Call(Call.Cause.SERVE, budget, uid);

        assertThat(call.because(Call.Cause.VERIFY)).isEqualTo(new Call(Call.Cause.VERIFY, budget, uid));
    }
}
