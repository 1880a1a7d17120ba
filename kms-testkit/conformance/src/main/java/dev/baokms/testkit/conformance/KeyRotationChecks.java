package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/** Group E, and the rules of group D that need several keys. */
final class KeyRotationChecks {
    private static final Duration AGREEMENT = Duration.ofSeconds(10);
    private static final int LONGEST_KILL_DELAY_MILLIS = 100;
    private static final int LEAST_ROTATIONS = 4;

    private KeyRotationChecks() {}

    static void rotationShows(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        run.seal(kms);
        long start = System.nanoTime();
        run.rotate(kms);
        run.note(String.format(Locale.ROOT, "a new key showed after %.1f s", (System.nanoTime() - start) / 1e9));
    }

    static void switchIsAtomic(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        KmsClient other = run.connect();
        for (int round = 0; round < Math.min(5, run.times(5)); round++) {
            var history = new IdHistory();
            try (BackgroundLoad load = BackgroundLoad.of(8, () -> {
                history.record(false, () -> run.seal(other).keyId());
                history.record(true, () -> other.status().keyId());
                history.record(false, () -> run.seal(other).keyId());
            })) {
                String now = run.rotate(kms).keyId();
                load.goOn(50, run.intensity().recovery());
                IdHistory.inversion(history.calls(), now).ifPresent(call -> {
                    throw new Violation(
                            (call.status() ? "Status" : "Encrypt") + " named " + ProviderText.text(call.keyId())
                                    + " after Status had named " + ProviderText.text(now)
                                    + "; keep the key and its id in one object and let every call read it once");
                });
            }
        }
    }

    static void disagreementIsTransient(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        String before = kms.status().keyId();
        run.invoke(Hook.ROTATE);
        // Whichever call names the new key first has begun the switch; the other must follow in time.
        boolean begun = Waits.until(run.intensity().rotation(), () -> {
            Optional<String> status = Waits.status(kms).map(StatusReply::keyId);
            return status.filter(id -> !id.equals(before)).isPresent()
                    || encryptKey(run, kms).filter(id -> !id.equals(before)).isPresent();
        });
        Violation.unless(begun, "neither Status nor Encrypt shows the new key", "see E1");
        Duration limit = run.intensity().atMost(AGREEMENT);
        String when = Waits.until(limit, () -> agree(run, kms))
                ? "again after they had agreed on the new key"
                : "still, " + limit.toSeconds() + " s after a rotation";
        for (int i = 0; i < run.times(200); i++) {
            Violation.unless(
                    agree(run, kms),
                    "Status and Encrypt disagree " + when,
                    "take both from one snapshot: the API server throws away what disagrees and stops writing after 3"
                            + " minutes");
        }
    }

    private static boolean agree(RuleRun run, KmsClient kms) {
        // Status first, like the API server: in the other order, both may change in between and be right.
        Optional<String> status = Waits.status(kms).map(StatusReply::keyId);
        return status.isPresent() && status.equals(encryptKey(run, kms));
    }

    /** Empty when the call failed, which E7 judges. */
    private static Optional<String> encryptKey(RuleRun run, KmsClient kms) {
        try {
            return Optional.of(run.seal(kms).keyId());
        } catch (KmsCallException e) {
            return Optional.empty();
        }
    }

    static void idsAreNeverReused(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        for (int i = 0; i < LEAST_ROTATIONS; i++) {
            run.rotate(kms);
        }
        // Include those of D5 and similar rules: many are needed to notice an id that comes back after seven rotations.
        Set<String> seen = new HashSet<>();
        for (String keyId : run.keyIds()) {
            mustBeNew(seen, keyId, "after " + seen.size() + " rotations");
        }
        if (!run.can(Capability.ROLL_BACK)) {
            run.note("not seen over a roll back: no roll-back hook");
            return;
        }
        String before = kms.status().keyId();
        run.invoke(Hook.ROLL_BACK);
        mustBeNew(seen, Waits.awaitOtherKey(run, kms, before).keyId(), "after a roll back");
    }

    private static void mustBeNew(Set<String> seen, String keyId, String when) {
        Violation.unless(
                seen.add(keyId),
                "key_id " + ProviderText.text(keyId) + " was used before and is used again " + when,
                "put a number into it that only grows: under a reused id stale data looks fresh and is never migrated");
    }

    static void oldKeysDecrypt(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> all = new ArrayList<>(run.seal(kms, 5));
        run.rotations(kms, rotations -> {
            all.addAll(run.seal(kms, 2));
            // After each power of two, and at the end: a key that is lost stays lost.
            if (Integer.bitCount(rotations) == 1) {
                DecryptChecks.allOpenOn(kms, all, rotations + " rotations later");
            }
        });
        DecryptChecks.allOpenOn(kms, all, "after all rotations");
    }

    static void oldAndNewInterleave(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> old = run.seal(kms, 10);
        run.rotate(kms);
        List<Sample> fresh = run.seal(kms, 10);
        for (int i = 0; i < old.size(); i++) {
            DecryptChecks.allOpenOn(kms, List.of(old.get(i), fresh.get(i)), "with old and new keys in turn");
            TamperChecks.refusedOrRight(
                    run,
                    kms,
                    old.get(i),
                    old.get(i).wrapped().withKeyId(fresh.get(i).keyId()),
                    "key_id");
        }
    }

    static void olderKeysOutliveTheWriteKey(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> old = run.seal(kms, 5);
        run.rotate(kms);
        run.seal(kms);
        run.during(Hook.DISABLE_KEY, Hook.ENABLE_KEY, () -> {
            DecryptChecks.allOpenOn(kms, old, "with only the write key disabled");
        });
    }

    static void allDecryptBeforeOneWrites(RuleRun run) throws Exception {
        KmsClient here = run.connect();
        KmsClient there = run.connectToSecond();
        String before = here.status().keyId();
        run.invoke(Hook.ROTATE);
        KmsClient first = Waits.within(
                        run.intensity().rotation(),
                        () -> List.of(here, there).stream()
                                .filter(kms -> !kms.status().keyId().equals(before))
                                .findFirst())
                .orElseThrow(() -> new Violation("no instance showed the new key; see E1"));
        Sample fresh = run.seal(first);
        DecryptChecks.allOpenOn(
                first == here ? there : here, List.of(fresh), "on the instance that was slower to rotate");
    }

    static void instancesConverge(RuleRun run) throws Exception {
        KmsClient here = run.connect();
        KmsClient there = run.connectToSecond();
        long start = System.nanoTime();
        String now = run.rotate(here).keyId();
        boolean agreed = Waits.until(
                run.intensity().rotation(), () -> there.status().keyId().equals(now));
        Violation.unless(
                agreed,
                "the second instance does not name the new key after "
                        + run.intensity().rotation().toSeconds() + " s",
                "let every instance look for new versions on its own, at an interval you can publish");
        run.note(
                String.format(Locale.ROOT, "N, from rotation to agreement: %.1f s", (System.nanoTime() - start) / 1e9));
    }

    static void loadSurvivesRotation(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        try (BackgroundLoad load = BackgroundLoad.of(8, () -> run.seal(kms).mustOpenOn(kms, "during a rotation"))) {
            run.rotate(run.connect());
            load.goOn(50, run.intensity().recovery());
            load.check();
            for (KmsCallException error : load.errors()) {
                throw new Violation(
                        "a call during a rotation failed with " + error.getMessage()
                                + "; read the new key first, then switch, and never block calls meanwhile",
                        error);
            }
        }
    }

    static void killDuringRotationIsHarmless(RuleRun run) throws Exception {
        List<Sample> all = new ArrayList<>();
        for (int round = 0; round < run.times(100); round++) {
            all.add(run.seal(run.connect()));
            try (var rotation = Executors.newVirtualThreadPerTaskExecutor()) {
                var rotated = rotation.submit(() -> run.invoke(Hook.ROTATE));
                // At a random moment within the rotation, which is what the rule varies.
                Thread.sleep(run.random().nextInt(LONGEST_KILL_DELAY_MILLIS));
                run.invoke(Hook.KILL);
                rotated.get();
            }
            KmsClient kms = run.awaitHealthy();
            all.add(run.seal(kms));
            DecryptChecks.allOpenOn(kms, all, "after a kill during a rotation");
        }
    }

    static void thousandRotations(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> all = new ArrayList<>(run.seal(kms, 1));
        double before = EncryptChecks.medianOf(21, kms::status);
        long end = System.nanoTime() + run.half().toNanos();
        int rotations = 0;
        while (rotations < run.times(1000) && System.nanoTime() < end) {
            int bytes = run.rotate(kms).keyId().getBytes(UTF_8).length;
            rotations++;
            Violation.unless(
                    bytes <= StatusChecks.MAX_KEY_ID_BYTES,
                    "key_id is " + bytes + " bytes after " + rotations + " rotations",
                    "give it a fixed length");
            all.add(run.seal(kms));
        }
        Set<String> seen = new HashSet<>();
        run.keyIds().forEach(keyId -> mustBeNew(seen, keyId, "after " + seen.size() + " rotations"));
        run.note(rotations + " of " + run.times(1000) + " rotations in the time there was");
        double after = EncryptChecks.medianOf(21, kms::status);
        run.note(String.format(Locale.ROOT, "Status took %.1f ms before and %.1f ms after", before / 1e6, after / 1e6));
        EncryptChecks.mustNotSlowDown("Status", before, after, "over the rotations");
        DecryptChecks.allOpenOn(kms, all, "after " + rotations + " rotations");
    }
}
