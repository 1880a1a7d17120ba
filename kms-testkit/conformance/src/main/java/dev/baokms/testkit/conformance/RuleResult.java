package dev.baokms.testkit.conformance;

import java.time.Duration;
import java.util.List;

/**
 * The result of one rule.
 *
 * @param symptom of a failure: the same for every rule that fails from one cause; empty when unknown
 * @param text for a failure, what was seen and what to do; otherwise why the rule was not checked; empty when it passed
 * @param notes measurements and remarks, which do not affect the outcome
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

    /** Whether this result alone prevents conformance. */
    boolean condemns() {
        return outcome == RuleOutcome.FAILED && rule.requirement() == RequirementLevel.MUST;
    }
}
