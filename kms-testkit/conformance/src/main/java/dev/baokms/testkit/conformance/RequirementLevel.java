package dev.baokms.testkit.conformance;

/** How much a rule binds. A provider conforms when it keeps every MUST; a SHOULD is advice. */
enum RequirementLevel {
    MUST,
    SHOULD
}
