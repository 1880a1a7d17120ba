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
        rests.add(nanos / 1_000);
        now += nanos;
    }

    private void work(MemberPace pace, long micros) {
        now += micros * 1_000;
        pace.pieceDone();
    }

    @Test
    void rest_isNineTimesTheWorkWithinLimits() {
        MemberPace pace = pace(Duration.ofHours(1));

        work(pace, 2_000);
        work(pace, 1_000_000);
        work(pace, 100);

        assertThat(rests).containsExactly(18_000L, 20_000L, 900L);
    }

    @Test
    void shortPieces_countTogether() {
        MemberPace pace = pace(Duration.ofHours(1));

        work(pace, 60);
        work(pace, 30);
        work(pace, 20);

        assertThat(rests).containsExactly(990L);
    }

    @Test
    void restsEnd_whenTheirSumIsSpent() {
        MemberPace pace = pace(Duration.ofMillis(30));

        for (int i = 0; i < 4; i++) {
            work(pace, 5_000);
        }

        assertThat(rests).containsExactly(20_000L, 10_000L);
    }
}
