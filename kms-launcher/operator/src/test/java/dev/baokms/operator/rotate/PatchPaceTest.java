package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatchPaceTest {
    private final PatchPace pace = new PatchPace();

    private Duration after(int patches, int millis) {
        Duration rest = Duration.ZERO;
        for (int i = 0; i < patches; i++) {
            rest = pace.restAfter(Duration.ofMillis(millis));
        }
        return rest;
    }

    @Test
    void steadyPatches_needNoRest() {
        assertThat(after(100, 15)).isZero();
        assertThat(after(1, 60)).isZero();
    }

    @Test
    void slowerPatches_restLonger_andNoLongerThanTwoSeconds() {
        after(20, 5);
        Duration slow = after(20, 50);
        Duration slower = after(50, 300);

        assertThat(slow).isPositive();
        assertThat(slower).isGreaterThan(slow);
        assertThat(after(50, 60_000)).isEqualTo(Duration.ofSeconds(2));
        assertThat(after(200, 5)).isZero();
    }
}
