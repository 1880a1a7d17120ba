package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Groups B to D, for a provider whose backend fails. */
final class OutageChecks {
    private static final Duration TRUTH = Duration.ofSeconds(60);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final int MAX_TEXT_BYTES = 1024;

    private OutageChecks() {}

    static void answersWithoutBackend(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        run.during(Hook.BREAK, Hook.REPAIR, () -> {
            for (int i = 0; i < 3; i++) {
                mustAnswer("Status", kms::status);
                mustAnswer("Encrypt", () -> run.seal(kms));
                mustAnswer("Decrypt", () -> kms.decrypt(RuleRun.uid(), sample.wrapped()));
            }
        });
    }

    private static void mustAnswer(String method, Runnable call) {
        Optional<KmsCallException> error = errorOf(call);
        Violation.unless(
                error.isEmpty() || !error.get().code().equals("DEADLINE_EXCEEDED") || isOwnAnswer(error.get()),
                method + " was not answered in time with the backend gone",
                "give every call to the backend a deadline shorter than the caller's 3 s, and answer Status from"
                        + " memory");
    }

    /**
     * Whether the provider sent this error: the client's own DEADLINE_EXCEEDED contains a known text, a provider's does
     * not.
     */
    private static boolean isOwnAnswer(KmsCallException e) {
        return !e.description().contains("CallOptions deadline exceeded")
                && !e.description().contains("ClientCall started after");
    }

    static Optional<KmsCallException> errorOf(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (KmsCallException e) {
            return Optional.of(e);
        }
    }

    static void statusIsTruthful(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        run.during(Hook.BREAK, Hook.REPAIR, () -> {
            if (errorOf(() -> run.seal(kms)).isEmpty()) {
                run.note("Encrypt works without the backend, so Status may say ok");
                return;
            }
            boolean truthful = Waits.until(
                    run.intensity().atMost(TRUTH),
                    () -> !saysOk(kms) || errorOf(() -> run.seal(kms)).isEmpty());
            Violation.unless(
                    truthful,
                    "Status still says ok although every Encrypt failed for "
                            + run.intensity().atMost(TRUTH).toSeconds() + " s",
                    "let failures of Encrypt, or a probe that wraps and unwraps, decide what Status says");
        });
    }

    private static boolean saysOk(KmsClient kms) {
        return Waits.status(kms).filter(reply -> reply.healthz().equals("ok")).isPresent();
    }

    static void deadKeyIsAnError(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        run.during(Hook.DISABLE_KEY, Hook.ENABLE_KEY, () -> {
            if (errorOf(() -> run.seal(kms)).isEmpty()) {
                run.note("Encrypt works with the key disabled, so Status may say ok");
                return;
            }
            boolean error = Waits.until(
                    run.intensity().atMost(TRUTH), () -> Waits.status(kms).isEmpty());
            Violation.unless(
                    error,
                    "with the write key unusable Status is still answered with a key_id",
                    "answer Status with an error such as FAILED_PRECONDITION; a healthz text lets the API server write"
                            + " for ever what may never be readable");
        });
    }

    static void recovers(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        String before = kms.status().keyId();
        Sample old = run.seal(kms);
        run.during(Hook.BREAK, Hook.REPAIR, () -> {
            errorOf(kms::status);
            errorOf(() -> run.seal(kms));
        });
        long start = System.nanoTime();
        Violation.unless(
                settle(run, kms),
                "the backend is back and the provider is not healthy after "
                        + run.intensity().atMost(RECOVERY).toSeconds() + " s",
                "probe often while unhealthy, and log in again when the old session is refused");
        run.note(String.format(Locale.ROOT, "healthy again after %.1f s", (System.nanoTime() - start) / 1e9));
        StatusChecks.sameKey(before, kms.status().keyId(), "over an outage of the backend");
        old.mustOpenOn(kms, "after an outage of the backend");
    }

    /** Waits for a provider whose backend is back; only B16 judges whether it recovers. */
    static boolean settle(RuleRun run, KmsClient kms) throws InterruptedException {
        return settle(run, kms, run.intensity().atMost(RECOVERY));
    }

    static boolean settle(RuleRun run, KmsClient kms, Duration limit) throws InterruptedException {
        return Waits.until(
                limit, () -> saysOk(kms) && errorOf(() -> run.seal(kms)).isEmpty());
    }

    static void failureTextsAreDiscreet(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        List<String> texts = new ArrayList<>();
        run.during(Hook.BREAK, Hook.REPAIR, () -> {
            Waits.until(run.intensity().atMost(Duration.ofSeconds(20)), () -> {
                Optional<StatusReply> reply = Waits.status(kms);
                reply.map(StatusReply::healthz).ifPresent(texts::add);
                return !reply.map(StatusReply::healthz).equals(Optional.of("ok"));
            });
            errorOf(kms::status).ifPresent(e -> texts.add(e.description()));
            errorOf(() -> run.seal(kms)).ifPresent(e -> texts.add(e.description()));
            errorOf(() -> kms.decrypt(RuleRun.uid(), sample.wrapped())).ifPresent(e -> texts.add(e.description()));
        });
        for (String text : texts) {
            mustBeDiscreet(run, text);
            Violation.unless(
                    !text.matches("(?is).*\\bhttps?://.*"),
                    "what it says about a failure holds a URL",
                    "keep addresses in the log: this text is shown to clients of the API server");
        }
    }

    static void mustBeDiscreet(RuleRun run, String text) {
        int bytes = text.getBytes(UTF_8).length;
        Violation.unless(
                bytes <= MAX_TEXT_BYTES,
                "an error text is " + bytes + " bytes, allowed are " + MAX_TEXT_BYTES,
                "say in one sentence what failed, and put the rest into the log");
        ProviderText.mustHoldNoCanary(run, text, "an error text");
    }
}
