package dev.baokms.testkit.conformance;

import java.util.List;

/**
 * What must work before a rule can be checked at all. If it does not, the rule is blocked, so that one defect gives one
 * finding and not eighty.
 */
enum Prerequisite {
    NOTHING,
    STATUS("A1", "A3", "B3"),
    ENCRYPT("A1", "A3", "B3", "C1"),
    ROUND_TRIP("A1", "A3", "B3", "C1", "D1"),
    ROTATION("A1", "A3", "B3", "B7", "C1", "D1", "E1");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> rules;

    Prerequisite(String... rules) {
        this.rules = List.of(rules);
    }

    /** Ids of the rules that must have passed. */
    List<String> rules() {
        return rules;
    }
}
