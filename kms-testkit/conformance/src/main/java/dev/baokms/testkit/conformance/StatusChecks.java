package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.List;

/** Group B, for a provider whose backend works. */
final class StatusChecks {
    static final int MAX_KEY_ID_BYTES = 1024;
    private static final Duration LONG_POLL = Duration.ofMinutes(10);
    private static final Duration POLL_EVERY = Duration.ofSeconds(3);

    private StatusChecks() {}

    static void versionIsKnown(RuleRun run) {
        String version = run.connect().status().version();
        Violation.unless(
                List.of("v2", "v2beta1").contains(version), "version is " + ProviderText.text(version), "answer v2");
        if (version.equals("v2beta1")) {
            run.note("advice: answer v2 unless you serve Kubernetes 1.27 or 1.28");
        }
    }

    static void versionIsStable(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        String first = kms.status().version();
        for (int i = 0; i < run.times(1000); i++) {
            sameVersion(first, kms.status(), "without a restart");
        }
        if (run.can(Capability.RESTART)) {
            run.invoke(Hook.RESTART);
            sameVersion(first, run.awaitHealthy().status(), "over a restart");
        } else {
            run.note("not seen over a restart: no restart hook");
        }
    }

    private static void sameVersion(String first, StatusReply now, String when) {
        Violation.unless(
                now.version().equals(first),
                "version changed from " + ProviderText.text(first) + " to " + ProviderText.text(now.version()) + " "
                        + when,
                "answer the same version always: a change makes the API server call you unhealthy until it restarts");
    }

    static void healthzIsOk(RuleRun run) {
        String healthz = run.connect().status().healthz();
        Violation.unless(
                healthz.equals("ok"),
                "healthz is " + ProviderText.text(healthz),
                "answer ok, two lower-case letters, when healthy; start the test with a healthy provider");
    }

    static void keyIdIsNotEmpty(RuleRun run) {
        Violation.unless(
                !run.connect().status().keyId().isEmpty(),
                "key_id of Status is empty",
                "name the write key, or answer with an error while there is none");
    }

    static void keyIdIsShort(RuleRun run) {
        int bytes = run.connect().status().keyId().getBytes(UTF_8).length;
        Violation.unless(
                bytes <= MAX_KEY_ID_BYTES,
                "key_id of Status is " + bytes + " bytes, allowed are " + MAX_KEY_ID_BYTES,
                "name the key by a hash of its name");
    }

    static void keyIdIsPrintable(RuleRun run) {
        String keyId = run.connect().status().keyId();
        Violation.unless(
                keyId.chars().allMatch(c -> c > ' ' && c < 0x7F),
                "key_id holds spaces, control characters or characters beyond ASCII",
                "encode it, as hex for example: it is stored in clear and shown by tools");
    }

    static void keyIdIsStable(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        String first = kms.status().keyId();
        for (int i = 0; i < run.times(1000); i++) {
            sameKey(first, kms.status().keyId(), "between two Status calls");
        }
        if (run.can(Capability.LONG_RUN)) {
            Duration poll = LONG_POLL.compareTo(run.half()) < 0 ? LONG_POLL : run.half();
            run.note("polled for " + poll.toSeconds() + " s");
            long end = System.nanoTime() + poll.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(POLL_EVERY);
                sameKey(first, kms.status().keyId(), "while polled every 3 s");
            }
        }
    }

    static void sameKey(String expected, String seen, String when) {
        Violation.unless(
                seen.equals(expected),
                "key_id changed",
                "key_id changed from " + ProviderText.text(expected) + " to " + ProviderText.text(seen) + " " + when
                        + " although the key was not rotated",
                "derive it from the key and its version alone; every change makes all stored objects stale");
    }

    static void statusAndEncryptAgree(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        for (int i = 0; i < run.times(1000); i++) {
            agree(run, kms);
        }
        Concurrently.run(20, i -> () -> {
            for (int round = 0; round < run.times(100); round++) {
                agree(run, kms);
            }
            return true;
        });
    }

    private static void agree(RuleRun run, KmsClient kms) {
        String status = kms.status().keyId();
        String encrypt = run.seal(kms).keyId();
        Violation.unless(
                encrypt.equals(status),
                "Status and Encrypt disagree",
                "Status names key_id " + ProviderText.text(status) + " and the Encrypt after it "
                        + ProviderText.text(encrypt),
                "take both from one snapshot; the API server throws away an Encrypt that disagrees");
    }

    static void keyIdSurvivesRestart(RuleRun run) throws Exception {
        String before = run.connect().status().keyId();
        for (int i = 0; i < Math.min(5, run.times(5)); i++) {
            run.invoke(Hook.RESTART);
            sameKey(before, run.awaitHealthy().status().keyId(), "over a restart");
        }
    }

    static void instancesAgree(RuleRun run) {
        String here = run.connect().status().keyId();
        String there = run.connectToSecond().status().keyId();
        Violation.unless(
                here.equals(there),
                "two instances with the same key name " + ProviderText.text(here) + " and " + ProviderText.text(there),
                "put nothing into key_id that belongs to a process or a machine");
    }

    static void statusHasNoSideEffects(RuleRun run) {
        KmsClient kms = run.connect();
        List<Sample> before = run.seal(kms, 10);
        String keyId = kms.status().keyId();
        for (int i = 0; i < run.times(10_000); i++) {
            kms.status();
        }
        sameKey(keyId, kms.status().keyId(), "after many Status calls");
        before.forEach(sample -> sample.mustOpenOn(kms, "after many Status calls"));
    }

    static void statusComesFirst(RuleRun run) throws Exception {
        if (!run.can(Capability.RESTART)) {
            run.note("seen on a running provider only: no restart hook");
            run.connect().status();
            return;
        }
        run.invoke(Hook.RESTART);
        // Only Status is called until it succeeds.
        run.awaitHealthy();
    }

    static void keyIdHoldsNoSecret(RuleRun run) {
        ProviderText.mustHoldNoCanary(run, run.connect().status().keyId(), "key_id");
    }
}
