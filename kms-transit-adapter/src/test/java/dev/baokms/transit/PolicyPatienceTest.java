package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PolicyPatienceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final PolicyPatience patience = new PolicyPatience(now::get);

    @Test
    void callersDeniedWithOneToken_shareALogin() {
        assertThat(patience.allows(1)).isTrue();
        assertThat(patience.allows(1)).isTrue();
    }

    @Test
    void nextToken_isNotReplacedAtOnce() {
        patience.allows(1);

        assertThat(patience.allows(2)).isFalse();
    }

    @Test
    void afterAWhile_aNewPolicyIsLookedFor() {
        patience.allows(1);
        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(patience.allows(2)).isTrue();
    }
}
