package dev.baokms.testkit.conformance;

/** How the asking of one rule ended. */
enum RuleOutcome {
    PASSED,
    FAILED,
    /** A capability is missing or declined, or the rule was not asked for. */
    DECLINED,
    /** Something more basic failed. */
    BLOCKED,
    /** No client can tell. */
    UNTESTABLE
}
