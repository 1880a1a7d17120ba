package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class CorrectProvidersTest {
    static Stream<Arguments> providers() {
        return Stream.of(
                provider("everything bound", LabProvider::new),
                provider("a local key in an annotation", LocalKeyProvider::new),
                provider("keys and answers kept in memory", HoardingProvider::new),
                provider("no more than it must", BareProvider::new));
    }

    private static Arguments provider(String style, Supplier<LabProvider> provider) {
        return Arguments.of(style, provider);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    void correctProvider_passesEveryRuleThatCanBeAsked(String style, Supplier<LabProvider> provider)
            throws IOException {
        try (var lab = new Lab(Lab.directory("rwx------"), provider, server -> {})) {
            Map<String, RuleResult> results = lab.judge(Lab.INTENSITY, Set.of());

            Map<String, String> others = results.values().stream()
                    .filter(result -> result.outcome() != RuleOutcome.PASSED)
                    .collect(Collectors.toMap(
                            result -> result.rule().id(), result -> result.outcome() + " " + result.text()));
            assertThat(others).as(style).containsOnlyKeys("A9", "E9", "F4");
            assertThat(results).hasSize(Catalogue.RULES.size());
        }
    }
}
