package dev.baokms.operator.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PaceTest {
    private long now = Long.MAX_VALUE - 1_000_000;

    /** Whatever was missed: a burst to make up for it would be more load than the rate. */
    @Property(tries = 200)
    void turns_areNeverCloserThanTheRate(
            @ForAll @IntRange(min = 1, max = 10_000) int perSecond,
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 3_000_000_000L) Long> pauses) {
        var pace = new Pace(perSecond, () -> now, waited -> now += waited);
        long before = now;
        for (int i = 0; i < pauses.size(); i++) {
            pace.await();
            assertThat(i == 0 || now - before >= 1_000_000_000 / perSecond).isTrue();
            before = now;
            now += pauses.get(i);
        }
    }
}
