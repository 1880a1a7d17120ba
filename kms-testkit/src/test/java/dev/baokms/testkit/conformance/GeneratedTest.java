package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import org.junit.jupiter.api.Test;

class GeneratedTest {
    @Test
    void brokenLaw_isReportedWithTheSmallestCase() {
        Violation found = catchThrowableOfType(
                Violation.class,
                () -> Generated.forAll(
                        1000,
                        () -> true,
                        Arbitraries.integers().between(0, 100_000),
                        new Random(1),
                        n -> Violation.unless(n < 1234, "too large", "be smaller")));

        assertThat(found).hasMessageStartingWith("too large; be smaller; smallest case found in");
        assertThat(found).hasMessageEndingWith(": 1234");
    }

    @Test
    void sameSeed_asksTheSame() throws Exception {
        assertThat(asked(7)).isEqualTo(asked(7)).isNotEqualTo(asked(8));
    }

    private static List<Integer> asked(long seed) throws Exception {
        var asked = new ArrayList<Integer>();
        Generated.forAll(20, () -> true, Arbitraries.integers(), new Random(seed), asked::add);
        return asked;
    }

    @Test
    void timeThatIsOver_endsAfterTheFirstCase() throws Exception {
        assertThat(Generated.forAll(20, () -> false, Arbitraries.integers(), new Random(1), n -> {}))
                .isEqualTo(1);
    }
}
