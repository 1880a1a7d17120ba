package dev.baokms.testkit.conformance;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One run, every rule of the catalogue included, asked or not.
 *
 * @param replays by rule id, for those that failed: the command that asks the same again
 */
record ConformanceReport(
        String endpoint,
        Profile profile,
        boolean certificate,
        long seed,
        Instant start,
        List<RuleResult> results,
        Map<String, String> replays) {

    /** No MUST failed, and something was asked. */
    boolean conforms() {
        return results.stream().noneMatch(RuleResult::condemns) && asked() > 0;
    }

    long count(RuleOutcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    long asked() {
        return count(RuleOutcome.PASSED) + count(RuleOutcome.FAILED);
    }

    String headline() {
        return conforms() ? "conforms" + (certificate ? "" : " (quick run, no certificate)") : "does not conform";
    }

    /** For example: 70 asked: 68 passed, 2 failed; 20 declined, 1 blocked, 1 untestable. */
    String counts() {
        return "%s rules, %s asked: %s passed, %s failed; %s declined, %s blocked, %s untestable"
                .formatted(
                        results.size(),
                        asked(),
                        count(RuleOutcome.PASSED),
                        count(RuleOutcome.FAILED),
                        count(RuleOutcome.DECLINED),
                        count(RuleOutcome.BLOCKED),
                        count(RuleOutcome.UNTESTABLE));
    }

    List<RuleResult> with(RuleOutcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).toList();
    }
}
