package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Group D, for valid requests. */
final class DecryptChecks {
    private static final Duration FIFTY_SEEDS = Duration.ofSeconds(10);
    private static final Duration PROMPT = Duration.ofSeconds(1);

    private DecryptChecks() {}

    static void roundTrips(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        run.forAll(10_000, Generators.seeds(), seed -> RuleRun.seal(kms, seed).mustOpenOn(kms, "right after Encrypt"));
    }

    static void repeats(RuleRun run) {
        List<Sample> all = new ArrayList<>(run.seal(run.connect(), run.times(100)));
        for (int round = 0; round < run.times(10); round++) {
            KmsClient kms = run.connect();
            Collections.shuffle(all, run.random());
            all.forEach(sample -> sample.mustOpenOn(kms, "on another connection and in another order"));
        }
        KmsClient kms = run.connect();
        for (int i = 0; i < run.times(1000); i++) {
            all.getFirst().mustOpenOn(kms, "asked the same again");
        }
    }

    static void survivesRestart(RuleRun run) throws Exception {
        List<Sample> all = run.seal(run.connect(), run.times(1000));
        run.invoke(Hook.RESTART);
        allOpenOn(run.awaitHealthy(), all, "after a restart");
        if (run.can(Capability.KILL)) {
            run.invoke(Hook.KILL);
            allOpenOn(run.awaitHealthy(), all, "after a kill");
        } else {
            run.note("not seen after a kill: no kill hook");
        }
    }

    static void allOpenOn(KmsClient kms, List<Sample> all, String when) {
        for (Sample sample : all) {
            try {
                sample.mustOpenOn(kms, when);
            } catch (KmsCallException e) {
                throw new Violation(
                        "Decrypt " + when + " failed for key_id " + ProviderText.text(sample.keyId()) + " with "
                                + e.getMessage()
                                + "; keep every key for as long as data under it may exist, and in a place that"
                                + " outlives the process",
                        e);
            }
        }
    }

    static void crossesInstances(RuleRun run) {
        KmsClient here = run.connect();
        KmsClient there = run.connectToSecond();
        allOpenOn(there, run.seal(here, run.times(100)), "on the second instance");
        allOpenOn(here, run.seal(there, run.times(100)), "on the first instance");
    }

    static void coldStartIsFast(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> all = run.seal(kms, 50);
        long serial = TransportChecks.time(() -> all.forEach(sample -> sample.mustOpenOn(kms, "one after the other")));
        run.note(String.format(Locale.ROOT, "50 Decrypts in a row took %.0f ms", serial / 1e6));
        Violation.unless(
                serial < FIFTY_SEEDS.toNanos(),
                "50 Decrypts in a row took longer than " + FIFTY_SEEDS.toSeconds() + " s",
                "keep connections to the backend open, or keep the keys");
        try {
            Concurrently.run(100, i -> () -> {
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

    static void unknownKeyFailsFast(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        long nanos = TransportChecks.time(() -> OutageChecks.errorOf(
                () -> kms.decrypt(RuleRun.uid(), sample.wrapped().withKeyId("no-such-key"))));
        Violation.unless(
                nanos < PROMPT.toNanos(),
                String.format(Locale.ROOT, "an unknown key_id was answered after %.1f s", nanos / 1e9),
                "know your keys, and bound the look-up of others");
    }

    static void isRightOrFailsInAnOutage(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> all = run.seal(kms, 20);
        try (BackgroundLoad load =
                BackgroundLoad.of(4, () -> all.forEach(sample -> sample.mustOpenOn(kms, "with the backend gone")))) {
            run.during(Hook.BREAK, Hook.REPAIR, () -> {
                // If the provider does not answer at all, try only a few times.
                long end = System.nanoTime() + 4 * run.intensity().deadline().toNanos();
                for (Sample sample : all) {
                    if (System.nanoTime() < end) {
                        OutageChecks.errorOf(() -> sample.mustOpenOn(kms, "with the backend gone"));
                    }
                }
            });
            load.check();
        }
        OutageChecks.settle(run, kms);
        allOpenOn(kms, all, "after the backend's return");
    }

    static void retriesOnce(RuleRun run) {
        KmsClient kms = run.connect();
        for (int i = 0; i < run.times(20); i++) {
            // A new one each time: a provider may answer what it was asked before without its backend.
            Sample sample = run.seal(kms);
            run.invoke(Hook.FAIL_ONCE);
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
