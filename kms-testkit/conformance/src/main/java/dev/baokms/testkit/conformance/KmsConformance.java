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
 * The conformance suite as a JUnit 5 test class: extend it, say where the provider listens, and every rule becomes a test of its
 * own. A broken MUST fails. A broken SHOULD, and a rule that could not be asked, are aborted with the reason, which reports show
 * as skipped.
 *
 * <p>The provider has to be running and healthy. The kit starts and stops it only through {@link #hooks()}.
 */
public abstract class KmsConformance {
    /** For subclasses. */
    protected KmsConformance() {}

    /** Where the provider listens. */
    protected abstract Endpoint endpoint();

    /** What the kit must not ask for although it could; the rules that take many minutes, unless overridden. */
    protected Set<Capability> declines() {
        return Set.of(Capability.LONG_RUN);
    }

    /** What the kit may do to the provider beyond its socket. */
    protected Hooks hooks() {
        return Hooks.none();
    }

    /** How much is asked. */
    protected Profile profile() {
        return Profile.FULL;
    }

    /** A twentieth of the repetitions and more time for a start, for the loop of an author at work; a certificate needs all. */
    protected boolean quick() {
        return false;
    }

    /** Of everything random. A failing rule names it; return the same to ask the same again. */
    protected long seed() {
        return System.nanoTime();
    }

    /** One after the other, whatever the build runs side by side: a rule that breaks the backend would condemn its neighbours. */
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
