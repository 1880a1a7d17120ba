package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.transit.report.ProblemText;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that {@link FailureText} states, for every failure there is. */
class FailureTextTest {
    /** What a sentence may begin with in upper case. */
    private static final List<String> NAMES = List.of("OpenBao", "PKCS#11", "OAuth2");

    static List<Failure> everyFailure() throws IllegalAccessException {
        var all = new ArrayList<>(Failures.ofEveryKind());
        for (String problem : problemsOfTheAdapter()) {
            all.add(new Failure.LoginFailed(problem, false));
            all.add(new Failure.Unreachable(problem));
            all.add(new Failure.Busy(Duration.ZERO, problem));
        }
        return all;
    }

    private static List<String> problemsOfTheAdapter() throws IllegalAccessException {
        var problems = new ArrayList<String>();
        for (Field constant : ProblemText.class.getDeclaredFields()) {
            if (Modifier.isPublic(constant.getModifiers()) && constant.get(null) instanceof String text) {
                problems.add(text);
            }
        }
        assertThat(problems).hasSizeGreaterThan(5);
        return problems;
    }

    @Test
    void kindsOfTheseTests_areAllThereAre() throws IllegalAccessException {
        assertThat(everyFailure().stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("everyFailure")
    void sentence_keepsTheRules(Failure failure) {
        String text = FailureText.of(failure);

        assertThat(text).isNotBlank().isEqualTo(text.strip()).doesNotContain("\n", "\r", "\t");
        assertThat(text).doesNotEndWith(".").doesNotEndWith(";");
        assertThat(text)
                .matches(words -> NAMES.stream().anyMatch(words::startsWith)
                        || words.substring(0, 1).equals(words.substring(0, 1).toLowerCase(Locale.ROOT)));
        assertThat(text)
                .as("no place and no one's own words")
                .doesNotContain("://", " /", "\"", "Exception")
                .doesNotContainPattern("\\b(we|us|our|ours|I|my)\\b");
        assertThat(FailureText.of(failure)).as("fixed").isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("everyFailure")
    void sentenceWithCode_isTheSentence_thenTheAnchorOfItsSection(Failure failure) {
        assertThat(FailureText.withCode(failure))
                .isEqualTo(FailureText.of(failure) + " [" + failure.reason() + "]")
                .matches("(?s).* \\[[a-z_]+]");
    }

    @Test
    void sentence_saysWhatIsWrong_andThenWhatToDo() {
        assertThat(Failures.ofEveryKind().stream()
                        // What a caller sent: the rule says what is allowed.
                        .filter(failure -> !(failure instanceof Failure.Malformed))
                        // One clause for each finding, and the page of each has what to do.
                        .filter(failure -> !(failure instanceof Failure.UnsafeKey))
                        // The words of those who met it; their own tests look at these.
                        .filter(failure -> !Set.of(Failures.UNREACHABLE, Failures.BUSY, Failures.LOGIN_REFUSED)
                                .contains(failure)))
                .allSatisfy(failure -> assertThat(FailureText.of(failure)).contains("; "));
    }

    @Test
    void differentFailures_readDifferently() {
        List<String> texts =
                Failures.ofEveryKind().stream().map(FailureText::of).toList();

        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void everyFinding_isAClauseOfItsOwn() {
        assertThat(Arrays.stream(KeyFinding.values()).map(FailureText::of))
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).matches("[a-z].*[^.;]"))
                .hasSize(KeyFinding.values().length);
    }

    @Test
    void severalFindings_areOneSentenceInOneOrder() {
        var one = new Failure.UnsafeKey(Set.of(KeyFinding.EXPORTABLE, KeyFinding.DERIVED, KeyFinding.CONVERGENT));
        var other = new Failure.UnsafeKey(Set.of(KeyFinding.CONVERGENT, KeyFinding.EXPORTABLE, KeyFinding.DERIVED));

        assertThat(FailureText.of(one))
                .isEqualTo(FailureText.of(other))
                .startsWith("the Transit key is not safe to use: ")
                .contains(Stream.of(KeyFinding.EXPORTABLE, KeyFinding.DERIVED, KeyFinding.CONVERGENT)
                        .map(FailureText::of)
                        .collect(Collectors.joining("; ")));
    }
}
