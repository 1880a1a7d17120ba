package dev.baokms.testkit.conformance;

import java.time.Duration;
import java.util.List;

/**
 * What became of one rule.
 *
 * @param text for a failure what was seen and what to do; else why the rule was not asked; empty when it passed
 * @param notes measurements and remarks, which decide nothing
 */
record Verdict(Rule rule, Outcome outcome, String text, List<String> notes, Duration took) {
    enum Outcome {
        PASSED,
        FAILED,
        /** A capability is missing or declined, or the rule was not asked for. */
        DECLINED,
        /** Something more basic failed. */
        BLOCKED,
        /** No client can tell. */
        UNTESTABLE
    }

    static Verdict unasked(Rule rule, Outcome outcome, String why) {
        return new Verdict(rule, outcome, why, List.of(), Duration.ZERO);
    }

    /** Whether this alone keeps the provider from conforming. */
    boolean condemns() {
        return outcome == Outcome.FAILED && rule.force() == Force.MUST;
    }
}
