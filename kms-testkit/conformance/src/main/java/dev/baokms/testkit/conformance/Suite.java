package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks one provider, rule by rule. Each rule is checked once, however often its result is needed. Not safe for
 * threads.
 */
final class Suite {
    private final Subject subject;
    private final Profile profile;
    private final Intensity intensity;
    private final long seed;
    private final Map<String, RuleResult> results = new HashMap<>();
    private final List<String> keyIds = new CopyOnWriteArrayList<>();
    private FirstCalls first = new FirstCalls(Map.of());
    private boolean warm;

    /** @param seed of everything random; the same seed gives the same cases */
    Suite(Subject subject, Profile profile, Intensity intensity, long seed) {
        this.subject = subject;
        this.profile = profile;
        this.intensity = intensity;
        this.seed = seed;
    }

    RuleResult judge(Rule rule) {
        // Not computeIfAbsent, because checking the prerequisite rules writes to the same map.
        RuleResult known = results.get(rule.id());
        if (known == null) {
            known = whyNot(rule).orElseGet(() -> ask(rule));
            results.put(rule.id(), known);
        }
        return known;
    }

    private Optional<RuleResult> whyNot(Rule rule) {
        if (rule.check() == null) {
            return Optional.of(RuleResult.unasked(rule, RuleOutcome.UNTESTABLE, rule.untestable()));
        }
        if (!profile.includes(rule)) {
            return Optional.of(RuleResult.unasked(rule, RuleOutcome.DECLINED, "not in this profile (--profile full)"));
        }
        return subject.lacks(rule.needs())
                .map(reason -> RuleResult.unasked(rule, RuleOutcome.DECLINED, reason))
                .or(() -> rule.restsOn().stream()
                        .map(id -> judge(Catalogue.rule(id)))
                        .filter(result ->
                                result.outcome() == RuleOutcome.FAILED || result.outcome() == RuleOutcome.BLOCKED)
                        .findFirst()
                        .map(result -> RuleResult.unasked(
                                rule,
                                RuleOutcome.BLOCKED,
                                "rests on " + result.rule().id() + ", which did not pass")));
    }

    /** Makes the first calls of a run before any rule; only C14 judges them. */
    private void warmUp() {
        warm = true;
        KmsClient.warmUp();
        try {
            first = FirstCalls.of(subject.endpoint(), intensity);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Checks a rule without regard to its prerequisites. */
    RuleResult ask(Rule rule) {
        if (!warm) {
            warmUp();
        }
        long start = System.nanoTime();
        try (var run = new RuleRun(
                rule.id(),
                failed(),
                subject,
                intensity,
                first,
                keyIds,
                seed ^ rule.id().hashCode())) {
            var task = new FutureTask<>(() -> {
                check(rule, run);
                return true;
            });
            Thread thread =
                    Thread.ofPlatform().name("rule-" + rule.id()).daemon().start(task);
            String failure;
            String symptom = "";
            try {
                task.get(intensity.rule().toMillis(), TimeUnit.MILLISECONDS);
                failure = "";
            } catch (TimeoutException e) {
                thread.interrupt();
                failure = "no end after " + intensity.rule().toSeconds() + " s; see which call or hook hangs";
            } catch (ExecutionException e) {
                failure = explain(e.getCause());
                symptom = symptom(e.getCause());
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
                failure = "interrupted";
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            recover(run);
            return new RuleResult(
                    rule,
                    failure.isEmpty() ? RuleOutcome.PASSED : RuleOutcome.FAILED,
                    symptom,
                    withoutCanaries(failure),
                    List.copyOf(run.notes()),
                    List.copyOf(run.latencies()),
                    took);
        }
    }

    private static void recover(RuleRun run) {
        try {
            run.recover();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String failed() {
        return results.values().stream()
                .filter(result -> result.outcome() == RuleOutcome.FAILED)
                .map(result -> result.rule().id())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static void check(Rule rule, RuleRun run) throws Exception {
        RuleCheck check = rule.check();
        if (check != null) {
            check.run(run);
        }
    }

    /** A bug of the kit is no finding and ends the run. */
    private static String explain(@Nullable Throwable cause) {
        return switch (cause) {
            case Violation violation -> String.valueOf(violation.getMessage());
            case HookFailedException hook -> String.valueOf(hook.getMessage());
            case KmsCallException call ->
                "a call failed that had no reason to: " + call.getMessage() + "; see the log of the provider";
            case null, default -> throw new IllegalStateException("the kit is broken, not the provider", cause);
        };
    }

    private static String symptom(@Nullable Throwable cause) {
        return switch (cause) {
            case Violation violation -> violation.symptom();
            case KmsCallException call -> Violation.symptom(call);
            case null, default -> "";
        };
    }

    private String withoutCanaries(String text) {
        String clean = text;
        for (String canary : subject.hooks().canaries()) {
            clean = clean.replace(canary, "[canary]");
        }
        return clean;
    }
}
