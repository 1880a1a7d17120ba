package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberPaceTest {
    private final List<Long> rests = new ArrayList<>();
    private long now = 17;

    private MemberPace pace(Duration sum) {
        return new MemberPace(() -> now, this::rest, Duration.ofMillis(20), sum);
    }

    private void rest(long nanos) {
        rests.add(nanos / 1_000_000);
        now += nanos;
    }

    private void work(MemberPace pace, long millis) {
        now += millis * 1_000_000;
        pace.pieceDone();
    }

    @Test
    void rest_isFourTimesTheWorkWithinLimits() {
        MemberPace pace = pace(Duration.ofHours(1));

        work(pace, 3);
        work(pace, 0);
        work(pace, 1_000);
        work(pace, 1);

        assertThat(rests).containsExactly(12L, 2L, 20L, 4L);
    }

    @Test
    void restsEnd_whenTheirSumIsSpent() {
        MemberPace pace = pace(Duration.ofMillis(30));

        for (int i = 0; i < 4; i++) {
            work(pace, 5);
        }

        assertThat(rests).containsExactly(20L, 10L);
    }
}
