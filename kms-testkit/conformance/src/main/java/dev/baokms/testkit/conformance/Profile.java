package dev.baokms.testkit.conformance;

import java.util.Set;

/** How much is asked. */
public enum Profile {
    /** Every MUST that needs the socket alone, and the seven about restarts, rotations and outages that lose data. */
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
