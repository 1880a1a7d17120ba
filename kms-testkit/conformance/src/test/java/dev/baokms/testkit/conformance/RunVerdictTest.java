package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.kms.KmsCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RunVerdictTest {
    private static ConformanceReport report(Profile profile, boolean certificate, Function<Rule, RuleOutcome> outcome) {
        return report(profile, certificate, "", outcome);
    }

    private static ConformanceReport report(
            Profile profile, boolean certificate, String symptom, Function<Rule, RuleOutcome> outcome) {
        List<RuleResult> results = Catalogue.RULES.stream()
                .map(rule -> new RuleResult(
                        rule,
                        rule.check() == null ? RuleOutcome.UNTESTABLE : outcome.apply(rule),
                        symptom,
                        "",
                        List.of(),
                        List.of(),
                        Duration.ZERO))
                .toList();
        return new ConformanceReport("unix:///x", profile, certificate, 1, Instant.EPOCH, results, Map.of());
    }

    @Test
    void everyMustKept_conforms_andCountsWhatIsOnlyAdvice() {
        var report = report(
                Profile.FULL,
                true,
                rule -> rule.requirement() == RequirementLevel.MUST ? RuleOutcome.PASSED : RuleOutcome.FAILED);

        assertThat(report.verdict()).isEqualTo(RunVerdict.CONFORMS);
        assertThat(report.headline())
                .matches("conforms: each of the \\d+ MUSTs of profile full was asked and kept; \\d+ SHOULDs failed");
    }

    @Test
    void quickRun_saysThatItCertifiesNothing() {
        assertThat(report(Profile.FULL, false, rule -> RuleOutcome.PASSED).headline())
                .startsWith("conforms")
                .endsWith("; a quick run, which certifies nothing");
    }

    @Test
    void oneMustNotAsked_isIncomplete_whateverTheReason() {
        for (Rule left : Catalogue.RULES) {
            if (left.requirement() == RequirementLevel.MUST && left.check() != null) {
                for (RuleOutcome why : List.of(RuleOutcome.DECLINED, RuleOutcome.BLOCKED)) {
                    var report = report(Profile.FULL, true, rule -> rule.equals(left) ? why : RuleOutcome.PASSED);

                    assertThat(report.verdict()).as(left.id()).isEqualTo(RunVerdict.INCOMPLETE);
                    assertThat(report.headline()).startsWith("incomplete: ");
                }
            }
        }
    }

    @Test
    void rulesBeyondTheProfile_areNotMissed() {
        var report = report(
                Profile.MINIMUM,
                true,
                rule -> Profile.MINIMUM.includes(rule) ? RuleOutcome.PASSED : RuleOutcome.DECLINED);

        assertThat(report.verdict()).isEqualTo(RunVerdict.CONFORMS);
    }

    @Test
    void manyRulesWithOneSymptom_areOneCause_namedByTheFirst() {
        Set<String> broken = Set.of("D3", "D5", "G2");
        var report = report(
                Profile.FULL,
                true,
                "key gone",
                rule -> broken.contains(rule.id()) ? RuleOutcome.FAILED : RuleOutcome.PASSED);

        assertThat(report.headline()).startsWith("does not conform: 3 MUSTs failed, of 1 cause;");
        List<RuleResult> failed = report.with(RuleOutcome.FAILED);
        assertThat(report.cause(failed.get(0))).isEmpty();
        assertThat(report.cause(failed.get(1))).contains(Catalogue.rule("D3"));
        assertThat(report.cause(failed.get(2))).contains(Catalogue.rule("D3"));
    }

    @Test
    void symptomOfAGeneratedCase_isThatOfTheViolationFound() {
        var found = assertThatThrownBy(() -> Violation.unless(false, "wrong plaintext", "seen", "remedy"));

        found.satisfies(violation ->
                assertThat(new Violation("smallest case", violation).symptom()).isEqualTo("wrong plaintext"));
        assertThat(new Violation("text", new KmsCallException("INTERNAL", "row 17 is gone")).symptom())
                .isEqualTo(new Violation("other text", new KmsCallException("INTERNAL", "row 4 is gone")).symptom());
    }

    @Test
    void rulesWithoutASymptom_areCausesOfTheirOwn() {
        Set<String> broken = Set.of("D3", "D5");
        var report = report(
                Profile.FULL, true, rule -> broken.contains(rule.id()) ? RuleOutcome.FAILED : RuleOutcome.PASSED);

        assertThat(report.headline()).startsWith("does not conform: 2 MUSTs failed; ");
    }

    @Test
    void oneMustFailed_doesNotConform_evenIfNothingElseWasAsked() {
        var report =
                report(Profile.FULL, true, rule -> rule.id().equals("D3") ? RuleOutcome.FAILED : RuleOutcome.DECLINED);

        assertThat(report.verdict()).isEqualTo(RunVerdict.DOES_NOT_CONFORM);
        assertThat(report.headline()).startsWith("does not conform: 1 MUST failed; 1 of the ");
    }
}
