package dev.baokms.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.kms.WrappedSeed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractRulesTest {
    private static final String LABEL_63 = "a".repeat(63);
    private static final String NAME_253 = (LABEL_63 + ".").repeat(3) + "a".repeat(61);

    static Stream<String> accepted() {
        return Stream.of(
                "a.b",
                "k8s.io",
                "10.0.0.1",
                "dev.k8s.io.",
                "foo.bar.",
                LABEL_63 + ".io",
                NAME_253,
                NAME_253 + ".",
                "a-b.c--d");
    }

    static Stream<String> rejected() {
        return Stream.of(
                "",
                ".",
                "..",
                "com",
                "com.",
                ".io",
                "a..b",
                "a.b..",
                "Dev.k8s.io",
                "a_b.io",
                "*.x.io",
                "x.io/y",
                "x.io:1",
                "http://x.io",
                LABEL_63 + "a.io",
                NAME_253 + "a",
                "a.b\n",
                "a.b\n.",
                "-a.b",
                "a-.b",
                "a.b-",
                "é.io",
                " a.b");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void domainName_isAccepted(String key) {
        assertThat(ContractRules.isDomainName(key)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void otherText_isRejected(String key) {
        assertThat(ContractRules.isDomainName(key)).isFalse();
        assertThat(ContractRules.annotationsProblem(Map.of(key, new byte[1]))).isPresent();
    }

    @Property
    void twoLabels_makeADomainName(
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 63) String first,
            @ForAll @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 63) String second) {
        assertThat(ContractRules.isDomainName(first + "." + second)).isTrue();
        assertThat(ContractRules.isDomainName(first)).isFalse();
    }

    @Test
    void keyIdLimits_areInclusiveAndCountBytes() {
        assertThat(ContractRules.keyIdProblem("k")).isEmpty();
        assertThat(ContractRules.keyIdProblem("k".repeat(1024))).isEmpty();
        assertThat(ContractRules.keyIdProblem("")).contains("key_id is 0 bytes, need 1 to 1024");
        assertThat(ContractRules.keyIdProblem("k".repeat(1025))).contains("key_id is 1025 bytes, need 1 to 1024");
        assertThat(ContractRules.keyIdProblem("é".repeat(513))).contains("key_id is 1026 bytes, need 1 to 1024");
    }

    @Test
    void ciphertextLimits_areInclusive() {
        assertThat(ContractRules.problem(wrapped(1))).isEmpty();
        assertThat(ContractRules.problem(wrapped(1024))).isEmpty();
        assertThat(ContractRules.problem(wrapped(0))).contains("ciphertext is 0 bytes, need 1 to 1024");
        assertThat(ContractRules.problem(wrapped(1025))).contains("ciphertext is 1025 bytes, need 1 to 1024");
    }

    @Test
    void annotationLimit_isInclusiveAndCountsKeysAndValues() {
        var annotations = new LinkedHashMap<String, byte[]>();
        annotations.put("a.b", new byte[32768 - 3]);
        assertThat(ContractRules.annotationsProblem(annotations)).isEmpty();

        annotations.put("c.d", new byte[0]);
        assertThat(ContractRules.annotationsProblem(annotations))
                .contains("annotations are 32771 bytes, need at most 32768");
    }

    @Test
    void noAnnotationsAndEmptyValues_areFine() {
        assertThat(ContractRules.annotationsProblem(Map.of())).isEmpty();
        assertThat(ContractRules.annotationsProblem(Map.of("a.b", new byte[0]))).isEmpty();
    }

    private static WrappedSeed wrapped(int ciphertextBytes) {
        return new WrappedSeed(new byte[ciphertextBytes], "kek", Map.of());
    }
}
