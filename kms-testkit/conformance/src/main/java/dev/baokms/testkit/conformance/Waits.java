package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits, with a time limit, for something to happen. */
final class Waits {
    /** A fortieth of a second; a restart must be over within one second. */
    private static final Duration PAUSE = Duration.ofMillis(25);

    private Waits() {}

    /** Repeats the question until there is an answer or the time is up. */
    static <T> Optional<T> within(Duration limit, Supplier<Optional<T>> question) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent() || System.nanoTime() >= end) {
                return answer;
            }
            Thread.sleep(PAUSE);
        }
    }

    static boolean until(Duration limit, Supplier<Boolean> condition) throws InterruptedException {
        return within(limit, () -> condition.get() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    /** Empty when the call failed. */
    static Optional<StatusReply> status(KmsClient kms) {
        try {
            return Optional.of(kms.status());
        } catch (KmsCallException e) {
            return Optional.empty();
        }
    }

    static KmsClient awaitHealthy(RuleRun run) throws InterruptedException {
        boolean healthy = until(run.intensity().recovery(), () -> {
            // A new connection for each try, because an old one waits longer and longer before it dials again.
            try (var kms = new KmsClient(
                    run.subject().endpoint().socket(), run.options().withWaitForReady(false))) {
                return status(kms).filter(reply -> reply.healthz().equals("ok")).isPresent();
            }
        });
        Violation.unless(
                healthy,
                "the provider was started again and is not healthy after "
                        + run.intensity().recovery().toSeconds() + " s",
                "bind the socket first, taking over one that a dead process left, then get ready");
        return run.connect();
    }

    static StatusReply awaitOtherKey(RuleRun run, KmsClient kms, String before) throws InterruptedException {
        return within(
                        run.intensity().rotation(),
                        () -> status(kms).filter(reply -> !reply.keyId().equals(before)))
                .orElseThrow(() -> new Violation("the key was rotated and Status still shows the old key_id after "
                        + run.intensity().rotation().toSeconds()
                        + " s; read the current version from the backend again and again, not only at start"));
    }
}
