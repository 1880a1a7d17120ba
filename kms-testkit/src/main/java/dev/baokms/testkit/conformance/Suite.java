package dev.baokms.testkit.conformance;

import dev.baokms.testkit.conformance.Verdict.Outcome;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks one provider, rule by rule. A rule is asked once, whoever wants to know. Not for several threads. */
final class Suite {
    private final Subject subject;
    private final Profile profile;
    private final Pace pace;
    private final long seed;
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private boolean warm;

    /** @param seed of everything random; the same seed asks the same questions */
    Suite(Subject subject, Profile profile, Pace pace, long seed) {
        this.subject = subject;
        this.profile = profile;
        this.pace = pace;
        this.seed = seed;
    }

    Verdict judge(Rule rule) {
        // Not computeIfAbsent: judging the rules this one rests on writes to the same map.
        Verdict known = verdicts.get(rule.id());
        if (known == null) {
            known = whyNot(rule).orElseGet(() -> ask(rule));
            verdicts.put(rule.id(), known);
        }
        return known;
    }

    private Optional<Verdict> whyNot(Rule rule) {
        if (rule.check() == null) {
            return Optional.of(Verdict.unasked(rule, Outcome.UNTESTABLE, rule.untestable()));
        }
        if (!profile.includes(rule)) {
            return Optional.of(Verdict.unasked(rule, Outcome.DECLINED, "not in this profile (--profile full)"));
        }
        return subject.lacks(rule.needs())
                .map(reason -> Verdict.unasked(rule, Outcome.DECLINED, reason))
                .or(() -> rule.restsOn().stream()
                        .map(id -> judge(Catalogue.rule(id)))
                        .filter(verdict -> verdict.outcome() == Outcome.FAILED || verdict.outcome() == Outcome.BLOCKED)
                        .findFirst()
                        .map(verdict -> Verdict.unasked(
                                rule,
                                Outcome.BLOCKED,
                                "rests on " + verdict.rule().id() + ", which did not pass")));
    }

    /** Nobody's start is slow because the kit's is: the first call of a new JVM loads a thousand classes. */
    private void warmUp() {
        warm = true;
        var patient = KmsClient.Options.likeApiServer().withDeadline(pace.recovery());
        try (var kms = new KmsClient(subject.endpoint().socket(), patient)) {
            kms.status();
        } catch (KmsCallException e) {
            // A1 finds the same and says what to do.
            return;
        }
    }

    private Verdict ask(Rule rule) {
        if (!warm) {
            warmUp();
        }
        long start = System.nanoTime();
        try (var trial = new Trial(subject, pace, seed ^ rule.id().hashCode())) {
            var run = new FutureTask<>(() -> {
                run(rule, trial);
                return true;
            });
            Thread thread =
                    Thread.ofPlatform().name("rule-" + rule.id()).daemon().start(run);
            String failure;
            try {
                run.get(pace.rule().toMillis(), TimeUnit.MILLISECONDS);
                failure = "";
            } catch (TimeoutException e) {
                thread.interrupt();
                failure = "no end after " + pace.rule().toSeconds() + " s; see which call or hook hangs";
            } catch (ExecutionException e) {
                failure = explain(e.getCause());
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
                failure = "interrupted";
            }
            return new Verdict(
                    rule,
                    failure.isEmpty() ? Outcome.PASSED : Outcome.FAILED,
                    withoutCanaries(failure),
                    List.copyOf(trial.notes()),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static void run(Rule rule, Trial trial) throws Exception {
        Check check = rule.check();
        if (check != null) {
            check.run(trial);
        }
    }

    /** A bug of the kit is nobody's finding and ends the run. */
    private static String explain(@Nullable Throwable cause) {
        return switch (cause) {
            case Violation violation -> String.valueOf(violation.getMessage());
            case HookFailedException hook -> String.valueOf(hook.getMessage());
            case KmsCallException call ->
                "a call failed that had no reason to: " + call.getMessage() + "; see the log of the provider";
            case null, default -> throw new IllegalStateException("the kit is broken, not the provider", cause);
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
