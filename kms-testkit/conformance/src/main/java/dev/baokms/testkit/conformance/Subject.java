package dev.baokms.testkit.conformance;

import java.util.Optional;
import java.util.Set;

/** The provider under test and what may be done to it. */
record Subject(Endpoint endpoint, Hooks hooks, Set<Capability> declined) {
    boolean can(Capability capability) {
        return !declined.contains(capability) && hooks.offer(capability);
    }

    /** Why a rule that needs these cannot be asked; empty when it can. */
    Optional<String> lacks(Set<Capability> needs) {
        return needs.stream()
                .sorted()
                .filter(need -> !can(need))
                .findFirst()
                .map(need -> (declined.contains(need) && hooks.offer(need) ? "declined: " : "not given: ")
                        + need.optionName() + " (" + need.remedy() + ")");
    }
}
