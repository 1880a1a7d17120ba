package dev.baokms.testkit.conformance;

/** The outcome of one rule. */
enum RuleOutcome {
    PASSED,
    FAILED,
    /** A capability is missing or declined, or the rule was not selected. */
    DECLINED,
    /** A more basic rule failed. */
    BLOCKED,
    /** No client can tell. */
    UNTESTABLE
}
