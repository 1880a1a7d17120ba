package dev.baokms.testkit.conformance;

import java.util.EnumSet;
import java.util.Set;

/** What a broken rule does to the cluster. */
enum Harm {
    UNHEALTHY('U', "API server not ready"),
    LOSS('L', "data lost or unreadable"),
    DEGRADED('D', "slow, late or wasteful"),
    SECURITY('S', "secret at risk");

    private final char letter;
    private final String meaning;

    Harm(char letter, String meaning) {
        this.letter = letter;
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** @param letters such as {@code DL} */
    static Set<Harm> of(String letters) {
        Set<Harm> harms = EnumSet.noneOf(Harm.class);
        for (Harm harm : values()) {
            if (letters.indexOf(harm.letter) >= 0) {
                harms.add(harm);
            }
        }
        if (harms.size() != letters.length()) {
            throw new IllegalArgumentException("harms are " + letters + ", need some of U, L, D, S");
        }
        return harms;
    }
}
