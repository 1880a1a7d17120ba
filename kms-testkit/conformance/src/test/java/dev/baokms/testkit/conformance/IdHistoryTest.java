package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.conformance.IdHistory.Observation;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdHistoryTest {
    @Test
    void oldKeyAfterStatusNamedTheNewOne_isAnInversion() {
        var late = new Observation(false, "a", 30, 40);

        assertThat(IdHistory.inversion(List.of(new Observation(true, "b", 10, 20), late), "b"))
                .contains(late);
    }

    @Test
    void callsThatOverlap_areNoInversion() {
        assertThat(IdHistory.inversion(
                        List.of(new Observation(true, "b", 10, 20), new Observation(false, "a", 15, 40)), "b"))
                .isEmpty();
    }

    @Test
    void newKeyFromEncrypt_bindsNobody() {
        assertThat(IdHistory.inversion(
                        List.of(new Observation(false, "b", 10, 20), new Observation(true, "a", 30, 40)), "b"))
                .isEmpty();
    }

    @Property
    void callsThatReadOneRegister_areNeverInverted(
            @ForAll @IntRange(max = 1000) int switchedAt,
            @ForAll @Size(max = 50) List<@IntRange(max = 1000) Integer> reads,
            @ForAll @IntRange(min = 1, max = 30) int slack) {
        var calls = new ArrayList<Observation>();
        for (int read : reads) {
            // Read at one moment somewhere between start and end.
            calls.add(new Observation(
                    read % 2 == 0, read < switchedAt ? "a" : "b", read - slack, read + read % slack + 1));
        }

        assertThat(IdHistory.inversion(calls, "b")).isEmpty();
    }
}
