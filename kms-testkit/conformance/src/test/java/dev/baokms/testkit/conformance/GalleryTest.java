package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class GalleryTest {
    /**
     * Whether every specimen is asked every rule, by {@code -Dkit.gallery.whole=true}. The build asks its own rule's group and a
     * quarter of the others, each specimen another quarter, with what these rest on.
     */
    private static final boolean WHOLE = Boolean.getBoolean("kit.gallery.whole");

    /** Seconds each; the specimens about them are asked alone, with the hook. */
    private static final Set<Capability> SLOW = Set.of(Capability.STOP_AND_START, Capability.KILL);

    static List<Specimen> specimens() {
        return Stream.of(
                        TransportGallery.SPECIMENS,
                        StatusGallery.SPECIMENS,
                        CipherGallery.SPECIMENS,
                        StoryGallery.SPECIMENS,
                        ModelGallery.SPECIMENS)
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("specimens")
    void defect_isCaughtByItsRuleAndNoOther(Specimen specimen) throws IOException {
        try (var lab = new Lab(Lab.directory("rwx------"), specimen.provider(), specimen.server())) {
            if (!specimen.alone().isEmpty()) {
                RuleResult result = lab.judgeAlone(specimen);

                assertThat(result.outcome()).as(result.text()).isEqualTo(RuleOutcome.FAILED);
                assertThat(result.text()).contains(";");
                return;
            }
            Map<String, RuleResult> results = specimen.rule().equals("E8")
                    ? lab.judge(Lab.INTENSITY, Set.of(Capability.STOP_AND_START), rule -> isAsked(specimen, rule))
                    : lab.judge(Lab.INTENSITY, SLOW, rule -> isAsked(specimen, rule));
            Map<String, String> failed = results.values().stream()
                    .filter(result -> result.outcome() == RuleOutcome.FAILED)
                    .collect(Collectors.toMap(result -> result.rule().id(), RuleResult::text));

            assertThat(failed).containsKey(specimen.rule());
            Set<String> allowed = new HashSet<>(specimen.also().keySet());
            allowed.add(specimen.rule());
            assertThat(allowed).as(failed.toString()).containsAll(failed.keySet());
            // What was seen; what to do about it.
            assertThat(failed.get(specimen.rule())).contains(";");
        }
    }

    private static boolean isAsked(Specimen specimen, Rule rule) {
        return WHOLE
                || rule.id().charAt(0) == specimen.rule().charAt(0)
                || specimen.also().containsKey(rule.id())
                || (Catalogue.RULES.indexOf(rule) + specimens().indexOf(specimen)) % 4 == 0;
    }

    @Test
    void everyMustThatCanBeTested_hasASpecimenOrAReason() {
        Map<String, String> reasons = new HashMap<>(CipherGallery.SHADOWED);
        reasons.putAll(StoryGallery.SHADOWED);
        Set<String> covered = specimens().stream().map(Specimen::rule).collect(Collectors.toCollection(TreeSet::new));
        assertThat(covered).doesNotContainAnyElementsOf(reasons.keySet());
        covered.addAll(reasons.keySet());

        assertThat(covered)
                .containsAll(Catalogue.RULES.stream()
                        .filter(rule -> rule.requirement() == RequirementLevel.MUST && rule.check() != null)
                        .map(Rule::id)
                        .toList());
    }
}
