package dev.baokms.testkit.conformance;

/** How much a rule binds. A provider conforms when no MUST has failed. */
enum RequirementLevel {
    MUST,
    SHOULD
}
