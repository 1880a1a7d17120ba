package dev.baokms.testkit.conformance;

/** How binding a rule is. A provider conforms when it keeps every MUST; a SHOULD is advice. */
enum RequirementLevel {
    MUST,
    SHOULD
}
