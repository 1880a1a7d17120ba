package dev.baokms.testkit.conformance;

import java.util.Set;
import java.util.stream.Collectors;

/** What a client needs in order to see whether a rule is kept. */
enum Level {
    SOCKET("L0", "the socket alone"),
    ROTATION("L1", "a rotation"),
    RESTART("L2", "a restart"),
    SECOND_INSTANCE("L3", "a second instance"),
    BROKEN_BACKEND("L4", "a broken backend"),
    LOGS("L5", "logs or files");

    private final String label;
    private final String meaning;

    Level(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    String label() {
        return label;
    }

    String meaning() {
        return meaning;
    }

    /** The form in reports: {@code L0+L2}. */
    static String labels(Set<Level> levels) {
        return levels.stream().sorted().map(Level::label).collect(Collectors.joining("+"));
    }
}
