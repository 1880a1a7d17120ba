package dev.baokms.testkit.conformance;

import java.util.Set;
import java.util.stream.Collectors;

/** What a broken rule does to the cluster. */
enum Impact {
    UNHEALTHY("API server not ready"),
    LOSS("data lost or unreadable"),
    DEGRADED("slow, late or wasteful"),
    SECURITY("secret at risk");

    private final String meaning;

    Impact(String meaning) {
        this.meaning = meaning;
    }

    /** For a reader of reports. */
    static String meanings(Set<Impact> impacts) {
        return impacts.stream().sorted().map(impact -> impact.meaning).collect(Collectors.joining(", "));
    }
}
