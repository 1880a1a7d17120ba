package dev.baokms.testkit.conformance;

import java.time.Duration;
import java.util.List;

/**
 * What became of one rule.
 *
 * @param text for a failure what was seen and what to do; else why the rule was not asked; empty when it passed
 * @param notes measurements and remarks, which decide nothing
 */
record RuleResult(Rule rule, RuleOutcome outcome, String text, List<String> notes, Duration took) {
    static RuleResult unasked(Rule rule, RuleOutcome outcome, String why) {
        return new RuleResult(rule, outcome, why, List.of(), Duration.ZERO);
    }

    /** Whether this alone keeps the provider from conforming. */
    boolean condemns() {
        return outcome == RuleOutcome.FAILED && rule.requirement() == RequirementLevel.MUST;
    }
}
