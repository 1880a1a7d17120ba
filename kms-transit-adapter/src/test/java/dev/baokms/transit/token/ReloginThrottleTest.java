package dev.baokms.transit.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReloginThrottleTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final ReloginThrottle throttle = new ReloginThrottle(now::get);

    @Test
    void callersDeniedWithOneToken_shareALogin() {
        assertThat(throttle.allows(1)).isTrue();
        assertThat(throttle.allows(1)).isTrue();
    }

    @Test
    void nextToken_isNotReplacedAtOnce() {
        throttle.allows(1);

        assertThat(throttle.allows(2)).isFalse();
    }

    @Test
    void afterAWhile_aNewPolicyIsLookedFor() {
        throttle.allows(1);
        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(throttle.allows(2)).isTrue();
    }
}
