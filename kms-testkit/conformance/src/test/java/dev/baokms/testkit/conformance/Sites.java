package dev.baokms.testkit.conformance;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the kit's checks decide. {@code src/test/mutation/KitMutation.java} rewrites each call of {@link Violation#unless} to one of
 * these, which takes notes and can be told to forget one decision or to turn it round.
 */
final class Sites {
    /** That came to a decision since {@link #reset}. */
    static final Set<Integer> REACHED = ConcurrentHashMap.newKeySet();

    /** That found a violation since {@link #reset}. */
    static final Set<Integer> VIOLATED = ConcurrentHashMap.newKeySet();

    private static volatile int disabled = -1;
    private static volatile int inverted = -1;

    private Sites() {}

    /** @param noSite and {@code noOther}: a number, or -1 for none */
    static void reset(int noSite, int noOther) {
        REACHED.clear();
        VIOLATED.clear();
        disabled = noSite;
        inverted = noOther;
    }

    static void unless(boolean kept, String seen, String todo, int site) {
        unless(kept, "", seen, todo, site);
    }

    static void unless(boolean kept, String symptom, String seen, String todo, int site) {
        REACHED.add(site);
        boolean good = site == inverted ? !kept : kept;
        if (!good && site != disabled) {
            VIOLATED.add(site);
            Violation.unless(false, symptom, seen, todo);
        }
    }
}
