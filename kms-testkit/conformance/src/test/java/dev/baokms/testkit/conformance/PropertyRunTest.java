package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PropertyRunTest {
    private static final Generator<List<Character>> WORDS = Generators.listsOf(List.of('a', 'b', 'c'), 0, 50);

    @Test
    void brokenLaw_isReportedWithTheSimplestCase() {
        Violation found = catchThrowableOfType(
                Violation.class,
                () -> PropertyRun.forAll(
                        1000,
                        () -> true,
                        WORDS,
                        new Random(1),
                        word -> Violation.unless(word.size() < 5 || word.getLast() != 'c', "too rich", "be poorer")));

        assertThat(found).hasMessageStartingWith("too rich; be poorer; smallest case found in");
        assertThat(found).hasMessageEndingWith(": [a, a, a, a, c]");
    }

    @Test
    void textThatBreaksALaw_isShownOnOneLine() {
        Violation found = catchThrowableOfType(
                Violation.class,
                () -> PropertyRun.forAll(
                        1000,
                        () -> true,
                        Generators.uids(),
                        new Random(1),
                        uid -> Violation.unless(!uid.contains("\n"), "two lines", "write one")));

        assertThat(found).hasMessageEndingWith(": \"\\u{a}\"");
    }

    @Test
    void lawThatTakesFromTheSameRandomness_isAskedTheSame() throws Exception {
        var greedy = new Random(7);

        assertThat(asked(greedy, word -> greedy.nextLong())).isEqualTo(asked(new Random(7), word -> {}));
    }

    @Test
    void sameSeed_asksTheSame() throws Exception {
        assertThat(asked(new Random(7), word -> {}))
                .isEqualTo(asked(new Random(7), word -> {}))
                .isNotEqualTo(asked(new Random(8), word -> {}));
    }

    private static List<List<Character>> asked(Random random, PropertyRun.Law<List<Character>> law) throws Exception {
        var asked = new ArrayList<List<Character>>();
        PropertyRun.forAll(20, () -> true, WORDS, random, word -> {
            asked.add(word);
            law.holdFor(word);
        });
        return asked;
    }

    @Test
    void timeThatIsOver_endsAfterTheFirstCase() throws Exception {
        assertThat(PropertyRun.forAll(20, () -> false, WORDS, new Random(1), word -> {}))
                .isEqualTo(1);
    }
}
