package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    @Test
    void textThatCanBeWrittenInTwoWays_isAdvice() throws IOException {
        try (var lab = new Lab(Lab.directory("rwx------"), Hexadecimal::new, server -> {})) {
            RuleResult result =
                    lab.suite(Lab.THOROUGH, Set.of(Capability.LONG_RUN)).judge(Catalogue.rule("D9"));

            assertThat(result.outcome()).isEqualTo(RuleOutcome.PASSED);
            assertThat(result.notes()).anyMatch(note -> note.contains("written in another way"));
        }
    }

    /** As text, and reads digits of either case. */
    private static final class Hexadecimal extends LabProvider {
        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            Wrapped wrapped;
            do {
                wrapped = super.encrypt(uid, plaintext);
                // Only a letter has two cases, and every run flips all bits of the last byte.
            } while ((wrapped.ciphertext[wrapped.ciphertext.length - 1] & 0xf) < 10);
            wrapped.ciphertext = HexFormat.of().formatHex(wrapped.ciphertext).getBytes(US_ASCII);
            return wrapped;
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] ciphertext;
            try {
                ciphertext = HexFormat.of().parseHex(new String(wrapped.ciphertext, US_ASCII));
            } catch (IllegalArgumentException e) {
                throw new Refused("INVALID_ARGUMENT", "ciphertext is no hex");
            }
            return super.decrypt(uid, new Wrapped(ciphertext, wrapped.keyId, wrapped.annotations));
        }
    }
}
