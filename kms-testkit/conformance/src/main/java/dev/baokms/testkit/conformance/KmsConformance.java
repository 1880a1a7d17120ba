package dev.baokms.testkit.conformance;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The conformance suite as a JUnit 5 test class: extend it, say where the provider listens, and every rule becomes a
 * test. A broken MUST fails. A broken SHOULD, and a rule that could not be checked, are aborted with the reason, which
 * reports show as skipped.
 *
 * <p>The provider must be running and healthy. The kit starts and stops it only through {@link #hooks()}.
 */
public abstract class KmsConformance {
    /** For subclasses. */
    protected KmsConformance() {}

    /** Where the provider listens. */
    protected abstract Endpoint endpoint();

    /** Capabilities that the kit must not use although it could; by default the rules that take many minutes. */
    protected Set<Capability> declines() {
        return Set.of(Capability.LONG_RUN);
    }

    /** What the kit may do to the provider beyond its socket. */
    protected Hooks hooks() {
        return Hooks.none();
    }

    /** Which rules are checked. */
    protected Profile profile() {
        return Profile.FULL;
    }

    /**
     * Whether to make only a twentieth of the repetitions, with more time for a start, for an author at work; a
     * certificate needs all.
     */
    protected boolean quick() {
        return false;
    }

    /** The seed of everything random. A failing rule names it; return it to repeat the same cases. */
    protected long seed() {
        return System.nanoTime();
    }

    /** One after the other, even in a parallel build: a rule that breaks the backend would make others fail. */
    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> rules() {
        long seed = seed();
        var suite = new Suite(
                new Subject(endpoint(), hooks(), declines()),
                profile(),
                quick() ? Intensity.QUICK : Intensity.CERTIFY,
                seed);
        return Catalogue.RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.id() + " " + rule.requirement() + " " + rule.statement(),
                        () -> report(suite.judge(rule), seed)));
    }

    private static void report(RuleResult result, long seed) {
        switch (result.outcome()) {
            case PASSED -> {}
            case FAILED -> {
                String text = result.text() + " (seed " + seed + ")";
                if (result.condemns()) {
                    Assertions.fail(text);
                }
                Assumptions.abort("advice: " + text);
            }
            case DECLINED, BLOCKED, UNTESTABLE -> Assumptions.abort(result.outcome() + ": " + result.text());
        }
    }
}
