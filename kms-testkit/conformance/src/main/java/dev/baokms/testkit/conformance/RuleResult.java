package dev.baokms.testkit.conformance;

import java.time.Duration;
import java.util.List;

/**
 * What became of one rule.
 *
 * @param symptom of a failure: the same for every rule that fails of one cause; empty when nothing is known
 * @param text for a failure what was seen and what to do; else why the rule was not asked; empty when it passed
 * @param notes measurements and remarks, which decide nothing
 * @param latencies for a plot; most rules have none
 */
record RuleResult(
        Rule rule,
        RuleOutcome outcome,
        String symptom,
        String text,
        List<String> notes,
        List<Latencies> latencies,
        Duration took) {
    static RuleResult unasked(Rule rule, RuleOutcome outcome, String why) {
        return new RuleResult(rule, outcome, "", why, List.of(), List.of(), Duration.ZERO);
    }

    boolean asked() {
        return outcome == RuleOutcome.PASSED || outcome == RuleOutcome.FAILED;
    }

    /** Whether this alone keeps the provider from conforming. */
    boolean condemns() {
        return outcome == RuleOutcome.FAILED && rule.requirement() == RequirementLevel.MUST;
    }
}
