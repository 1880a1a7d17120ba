package dev.baokms.testkit.conformance;

import dev.baokms.testkit.conformance.Verdict.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run, every rule of the catalogue included, asked or not.
 *
 * @param replays by rule id, for those that failed: the command that asks the same again
 */
record Report(
        String endpoint,
        Profile profile,
        boolean certificate,
        long seed,
        Instant start,
        List<Verdict> verdicts,
        Map<String, String> replays) {

    /** No MUST failed, and something was asked. */
    boolean conforms() {
        return verdicts.stream().noneMatch(Verdict::condemns) && asked() > 0;
    }

    long count(Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
    }

    long asked() {
        return count(Outcome.PASSED) + count(Outcome.FAILED);
    }

    String headline() {
        return conforms() ? "conforms" + (certificate ? "" : " (quick run, no certificate)") : "does not conform";
    }

    /** For example: 70 asked: 68 passed, 2 failed; 20 declined, 1 blocked, 1 untestable. */
    String counts() {
        return "%d rules, %d asked: %d passed, %d failed; %d declined, %d blocked, %d untestable"
                .formatted(
                        verdicts.size(),
                        asked(),
                        count(Outcome.PASSED),
                        count(Outcome.FAILED),
                        count(Outcome.DECLINED),
                        count(Outcome.BLOCKED),
                        count(Outcome.UNTESTABLE));
    }

    List<Verdict> with(Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).toList();
    }

    static String harms(Rule rule) {
        return rule.harms().stream().map(Harm::meaning).collect(Collectors.joining(", "));
    }
}
