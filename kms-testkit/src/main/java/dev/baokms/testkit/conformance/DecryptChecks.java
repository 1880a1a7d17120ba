package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Group D, for requests that are as they should be. */
final class DecryptChecks {
    private static final Duration FIFTY_SEEDS = Duration.ofSeconds(10);
    private static final Duration PROMPT = Duration.ofSeconds(1);

    private DecryptChecks() {}

    static void roundTrips(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        trial.forAll(10_000, Inputs.seeds(), seed -> Trial.seal(kms, seed).mustOpenOn(kms, "right after Encrypt"));
    }

    static void repeats(Trial trial) {
        List<Sample> all = new ArrayList<>(trial.seal(trial.connect(), trial.times(100)));
        for (int round = 0; round < trial.times(10); round++) {
            KmsClient kms = trial.connect();
            Collections.shuffle(all, trial.random());
            all.forEach(sample -> sample.mustOpenOn(kms, "on another connection and in another order"));
        }
        KmsClient kms = trial.connect();
        for (int i = 0; i < trial.times(1000); i++) {
            all.getFirst().mustOpenOn(kms, "asked the same again");
        }
    }

    static void survivesRestart(Trial trial) throws Exception {
        List<Sample> all = trial.seal(trial.connect(), trial.times(1000));
        trial.run(Hook.RESTART);
        allOpenOn(trial.awaitHealthy(), all, "after a restart");
        if (trial.can(Capability.KILL)) {
            trial.run(Hook.KILL);
            allOpenOn(trial.awaitHealthy(), all, "after a kill");
        } else {
            trial.note("not seen after a kill: no kill hook");
        }
    }

    static void allOpenOn(KmsClient kms, List<Sample> all, String when) {
        for (Sample sample : all) {
            try {
                sample.mustOpenOn(kms, when);
            } catch (KmsCallException e) {
                throw new Violation(
                        "Decrypt " + when + " failed for key_id " + Show.text(sample.keyId()) + " with "
                                + e.getMessage()
                                + "; keep every key for as long as data under it may exist, and in a place that"
                                + " outlives the process",
                        e);
            }
        }
    }

    static void crossesInstances(Trial trial) {
        KmsClient here = trial.connect();
        KmsClient there = trial.connectToSecond();
        allOpenOn(there, trial.seal(here, trial.times(100)), "on the second instance");
        allOpenOn(here, trial.seal(there, trial.times(100)), "on the first instance");
    }

    static void coldStartIsFast(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        List<Sample> all = trial.seal(kms, 50);
        long serial = TransportChecks.time(() -> all.forEach(sample -> sample.mustOpenOn(kms, "one after the other")));
        trial.note("50 Decrypts in a row took %.0f ms".formatted(serial / 1e6));
        Violation.unless(
                serial < FIFTY_SEEDS.toNanos(),
                "50 Decrypts in a row took longer than " + FIFTY_SEEDS.toSeconds() + " s",
                "keep connections to the backend open, or keep the keys");
        try {
            Together.run(100, i -> () -> {
                all.getFirst().mustOpenOn(kms, "to one of 100 equal calls at once");
                return true;
            });
        } catch (KmsCallException e) {
            throw new Violation(
                    "of 100 equal Decrypts at once one failed with " + e.getMessage()
                            + "; let equal calls under way share one request to the backend",
                    e);
        }
    }

    static void unknownKeyFailsFast(Trial trial) {
        KmsClient kms = trial.connect();
        Sample sample = trial.seal(kms);
        long nanos = TransportChecks.time(() -> OutageChecks.errorOf(
                () -> kms.decrypt(Trial.uid(), sample.wrapped().withKeyId("no-such-key"))));
        Violation.unless(
                nanos < PROMPT.toNanos(),
                "an unknown key_id was answered after %.1f s".formatted(nanos / 1e9),
                "know your keys, and bound the look-up of others");
    }

    static void isRightOrFailsInAnOutage(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        List<Sample> all = trial.seal(kms, 20);
        try (Load load = Load.of(4, () -> all.forEach(sample -> sample.mustOpenOn(kms, "with the backend gone")))) {
            trial.during(Hook.BREAK, Hook.REPAIR, () -> {
                for (Sample sample : all) {
                    OutageChecks.errorOf(() -> sample.mustOpenOn(kms, "with the backend gone"));
                }
            });
            load.check();
        }
        OutageChecks.settle(trial, kms);
        allOpenOn(kms, all, "after the backend's return");
    }

    static void retriesOnce(Trial trial) {
        KmsClient kms = trial.connect();
        Sample sample = trial.seal(kms);
        for (int i = 0; i < trial.times(20); i++) {
            trial.run(Hook.FAIL_ONCE);
            try {
                sample.mustOpenOn(kms, "after one failure of the backend");
            } catch (KmsCallException e) {
                throw new Violation(
                        "one failed request to the backend made Decrypt fail with " + e.getMessage()
                                + "; repeat an idempotent request once while the deadline allows it",
                        e);
            }
        }
    }
}
