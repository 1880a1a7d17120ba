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

    static void versionIsKnown(Trial trial) {
        String version = trial.connect().status().version();
        Violation.unless(List.of("v2", "v2beta1").contains(version), "version is " + Show.text(version), "answer v2");
        if (version.equals("v2beta1")) {
            trial.note("advice: answer v2 unless you serve Kubernetes 1.27 or 1.28");
        }
    }

    static void versionIsStable(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        String first = kms.status().version();
        for (int i = 0; i < trial.times(1000); i++) {
            sameVersion(first, kms.status(), "without a restart");
        }
        if (trial.can(Capability.RESTART)) {
            trial.run(Hook.RESTART);
            sameVersion(first, trial.awaitHealthy().status(), "over a restart");
        } else {
            trial.note("not seen over a restart: no restart hook");
        }
    }

    private static void sameVersion(String first, StatusReply now, String when) {
        Violation.unless(
                now.version().equals(first),
                "version changed from " + Show.text(first) + " to " + Show.text(now.version()) + " " + when,
                "answer the same version always: a change makes the API server call you unhealthy until it restarts");
    }

    static void healthzIsOk(Trial trial) {
        String healthz = trial.connect().status().healthz();
        Violation.unless(
                healthz.equals("ok"),
                "healthz is " + Show.text(healthz),
                "answer ok, two lower-case letters, when healthy; start the test with a healthy provider");
    }

    static void keyIdIsNotEmpty(Trial trial) {
        Violation.unless(
                !trial.connect().status().keyId().isEmpty(),
                "key_id of Status is empty",
                "name the write key, or answer with an error while there is none");
    }

    static void keyIdIsShort(Trial trial) {
        int bytes = trial.connect().status().keyId().getBytes(UTF_8).length;
        Violation.unless(
                bytes <= MAX_KEY_ID_BYTES,
                "key_id of Status is " + bytes + " bytes, allowed are " + MAX_KEY_ID_BYTES,
                "name the key by a hash of its name");
    }

    static void keyIdIsPrintable(Trial trial) {
        String keyId = trial.connect().status().keyId();
        Violation.unless(
                keyId.chars().allMatch(c -> c > ' ' && c < 0x7F),
                "key_id holds spaces, control characters or characters beyond ASCII",
                "encode it, as hex for example: it is stored in clear and shown by tools");
    }

    static void keyIdIsStable(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        String first = kms.status().keyId();
        for (int i = 0; i < trial.times(1000); i++) {
            sameKey(first, kms.status().keyId(), "between two Status calls");
        }
        if (trial.can(Capability.LONG_RUN)) {
            Duration poll = LONG_POLL.compareTo(trial.half()) < 0 ? LONG_POLL : trial.half();
            trial.note("polled for " + poll.toSeconds() + " s");
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
                "key_id changed from " + Show.text(expected) + " to " + Show.text(seen) + " " + when
                        + " although nobody rotated the key",
                "derive it from the key and its version alone; every change makes all stored objects stale");
    }

    static void statusAndEncryptAgree(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        for (int i = 0; i < trial.times(1000); i++) {
            agree(trial, kms);
        }
        Together.run(20, i -> () -> {
            for (int round = 0; round < trial.times(100); round++) {
                agree(trial, kms);
            }
            return true;
        });
    }

    private static void agree(Trial trial, KmsClient kms) {
        String status = kms.status().keyId();
        String encrypt = trial.seal(kms).keyId();
        Violation.unless(
                encrypt.equals(status),
                "Status names key_id " + Show.text(status) + " and the Encrypt after it " + Show.text(encrypt),
                "take both from one snapshot; the API server throws away an Encrypt that disagrees");
    }

    static void keyIdSurvivesRestart(Trial trial) throws Exception {
        String before = trial.connect().status().keyId();
        for (int i = 0; i < Math.min(5, trial.times(5)); i++) {
            trial.run(Hook.RESTART);
            sameKey(before, trial.awaitHealthy().status().keyId(), "over a restart");
        }
    }

    static void instancesAgree(Trial trial) {
        String here = trial.connect().status().keyId();
        String there = trial.connectToSecond().status().keyId();
        Violation.unless(
                here.equals(there),
                "two instances with the same key name " + Show.text(here) + " and " + Show.text(there),
                "put nothing into key_id that belongs to a process or a machine");
    }

    static void statusHasNoSideEffects(Trial trial) {
        KmsClient kms = trial.connect();
        List<Sample> before = trial.seal(kms, 10);
        String keyId = kms.status().keyId();
        for (int i = 0; i < trial.times(10_000); i++) {
            kms.status();
        }
        sameKey(keyId, kms.status().keyId(), "after many Status calls");
        before.forEach(sample -> sample.mustOpenOn(kms, "after many Status calls"));
    }

    static void statusComesFirst(Trial trial) throws Exception {
        if (!trial.can(Capability.RESTART)) {
            trial.note("seen on a running provider only: no restart hook");
            trial.connect().status();
            return;
        }
        trial.run(Hook.RESTART);
        // Nothing but Status is sent until it answers well.
        trial.awaitHealthy();
    }

    static void keyIdHoldsNoSecret(Trial trial) {
        Show.mustHoldNoCanary(trial, trial.connect().status().keyId(), "key_id");
    }
}
