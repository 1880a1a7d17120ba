package dev.baokms.testkit.conformance;

import java.util.Set;

/** Which rules are checked. */
public enum Profile {
    /** Every MUST that needs only the socket, and the seven about data loss in restarts, rotations and outages. */
    MINIMUM,
    /** Every rule. */
    FULL;

    private static final Set<String> BEYOND_THE_SOCKET = Set.of("D3", "D4", "D5", "E2", "E4", "B9", "B14");

    boolean includes(Rule rule) {
        return this == FULL
                || (rule.requirement() == RequirementLevel.MUST && rule.levels().contains(Level.SOCKET))
                || BEYOND_THE_SOCKET.contains(rule.id());
    }
}
