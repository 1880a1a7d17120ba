package dev.baokms.testkit.conformance;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One run, with every rule of the catalogue, checked or not.
 *
 * @param replays the command that repeats a failed rule, by rule id
 */
record ConformanceReport(
        String endpoint,
        Profile profile,
        boolean certificate,
        long seed,
        Instant start,
        List<RuleResult> results,
        Map<String, String> replays) {

    RunVerdict verdict() {
        if (results.stream().anyMatch(RuleResult::condemns)) {
            return RunVerdict.DOES_NOT_CONFORM;
        }
        return demanded() == 0 || asked(RequirementLevel.MUST) < demanded()
                ? RunVerdict.INCOMPLETE
                : RunVerdict.CONFORMS;
    }

    /** How many MUSTs the profile has, except those that no client can judge. */
    private long demanded() {
        return results.stream()
                .map(RuleResult::rule)
                .filter(rule ->
                        rule.requirement() == RequirementLevel.MUST && rule.check() != null && profile.includes(rule))
                .count();
    }

    long count(RuleOutcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    long asked() {
        return count(RuleOutcome.PASSED) + count(RuleOutcome.FAILED);
    }

    private long asked(RequirementLevel requirement) {
        return results.stream()
                .filter(result -> result.rule().requirement() == requirement && result.asked())
                .count();
    }

    /** The verdict with its basis, for example: conforms: all 61 MUSTs of profile full were asked and kept. */
    String headline() {
        List<RuleResult> condemning =
                results.stream().filter(RuleResult::condemns).toList();
        long broken = condemning.size();
        long causes = condemning.stream()
                .map(result -> cause(result).orElse(result.rule()))
                .distinct()
                .count();
        long advice = count(RuleOutcome.FAILED) - broken;
        String musts = "of the %s MUSTs of profile %s"
                .formatted(demanded(), profile.name().toLowerCase(Locale.ROOT));
        String verdict = switch (verdict()) {
            case CONFORMS -> "conforms: each " + musts + " was asked and kept";
            case INCOMPLETE ->
                "incomplete: %s %s were asked, and none failed".formatted(asked(RequirementLevel.MUST), musts);
            case DOES_NOT_CONFORM ->
                "does not conform: %s MUST%s failed%s; %s %s were asked"
                        .formatted(
                                broken,
                                broken == 1 ? "" : "s",
                                causes < broken ? ", of " + causes + (causes == 1 ? " cause" : " causes") : "",
                                asked(RequirementLevel.MUST),
                                musts);
        };
        return verdict
                + (advice == 0 ? "" : "; " + advice + (advice == 1 ? " SHOULD" : " SHOULDs") + " failed")
                + (certificate ? "" : "; a quick run, which certifies nothing");
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

    /** The first rule that failed from the same cause as this one; empty when this is the first. */
    Optional<Rule> cause(RuleResult failed) {
        return results.stream()
                .filter(other -> other.outcome() == RuleOutcome.FAILED
                        && !other.symptom().isEmpty())
                .filter(other -> other.symptom().equals(failed.symptom()))
                .map(RuleResult::rule)
                .findFirst()
                .filter(rule -> !rule.equals(failed.rule()));
    }

    List<RuleResult> with(RuleOutcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).toList();
    }
}
