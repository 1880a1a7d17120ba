package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/** Group E, and the rules of group D that need several keys. */
final class RotationChecks {
    private static final Duration AGREEMENT = Duration.ofSeconds(10);
    private static final int LONGEST_KILL_DELAY_MILLIS = 100;

    private RotationChecks() {}

    static void rotationShows(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        Sample old = trial.seal(kms);
        long start = System.nanoTime();
        String now = trial.rotate(kms).keyId();
        trial.note("a new key showed after %.1f s".formatted((System.nanoTime() - start) / 1e9));
        Violation.unless(
                !now.equals(old.keyId()), "key_id did not change", "name every version of the key differently");
    }

    static void switchIsAtomic(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        KmsClient other = trial.connect();
        for (int round = 0; round < Math.min(5, trial.times(5)); round++) {
            var history = new IdHistory();
            try (Load load = Load.of(8, () -> {
                history.record(false, () -> trial.seal(other).keyId());
                history.record(true, () -> other.status().keyId());
                history.record(false, () -> trial.seal(other).keyId());
            })) {
                String now = trial.rotate(kms).keyId();
                load.goOn(50, trial.pace().recovery());
                IdHistory.inversion(history.calls(), now).ifPresent(call -> {
                    throw new Violation((call.status() ? "Status" : "Encrypt") + " named " + Show.text(call.keyId())
                            + " after Status had named " + Show.text(now)
                            + "; keep the key and its id in one object and let every call read it once");
                });
            }
        }
    }

    static void disagreementIsTransient(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        String before = kms.status().keyId();
        trial.run(Hook.ROTATE);
        // Whichever names the new key first has begun the switch: one that follows late is as bad as one that runs
        // ahead.
        boolean begun = Patience.until(trial.pace().rotation(), () -> {
            Optional<String> status = Patience.status(kms).map(StatusReply::keyId);
            return status.filter(id -> !id.equals(before)).isPresent()
                    || encryptKey(trial, kms).filter(id -> !id.equals(before)).isPresent();
        });
        Violation.unless(begun, "neither Status nor Encrypt shows the new key", "see E1");
        Violation.unless(
                Patience.until(trial.pace().atMost(AGREEMENT), () -> agree(trial, kms)),
                "Status and Encrypt still disagree "
                        + trial.pace().atMost(AGREEMENT).toSeconds() + " s after a rotation",
                "switch both at once: the API server throws away what disagrees and stops writing after 3 minutes");
        for (int i = 0; i < trial.times(200); i++) {
            Violation.unless(
                    agree(trial, kms),
                    "Status and Encrypt disagree again after they had agreed on the new key",
                    "take both from one snapshot");
        }
    }

    private static boolean agree(Trial trial, KmsClient kms) {
        // Status first, as the API server asks: the other way round both may change in between and be right.
        Optional<String> status = Patience.status(kms).map(StatusReply::keyId);
        return status.isPresent() && status.equals(encryptKey(trial, kms));
    }

    /** Empty when the call failed, which is for E7 to say. */
    private static Optional<String> encryptKey(Trial trial, KmsClient kms) {
        try {
            return Optional.of(trial.seal(kms).keyId());
        } catch (KmsCallException e) {
            return Optional.empty();
        }
    }

    static void idsAreNeverReused(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        Set<String> seen = new HashSet<>(Set.of(kms.status().keyId()));
        for (int i = 0; i < 4; i++) {
            mustBeNew(seen, trial.rotate(kms).keyId(), "after a rotation");
        }
        if (!trial.can(Capability.ROLL_BACK)) {
            trial.note("not seen over a roll back: no roll-back hook");
            return;
        }
        String before = kms.status().keyId();
        trial.run(Hook.ROLL_BACK);
        mustBeNew(seen, Patience.awaitOtherKey(trial, kms, before).keyId(), "after a roll back");
    }

    private static void mustBeNew(Set<String> seen, String keyId, String when) {
        Violation.unless(
                seen.add(keyId),
                "key_id " + Show.text(keyId) + " was used before and is used again " + when,
                "put a number into it that only grows: under a reused id stale data looks fresh and is never migrated");
    }

    static void oldKeysDecrypt(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        List<Sample> all = new ArrayList<>(trial.seal(kms, 5));
        for (int i = 0; i < 10; i++) {
            trial.rotate(kms);
            all.addAll(trial.seal(kms, 5));
            DecryptChecks.allOpenOn(kms, all, (i + 1) + " rotations later");
        }
    }

    static void oldAndNewInterleave(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        List<Sample> old = trial.seal(kms, 10);
        trial.rotate(kms);
        List<Sample> fresh = trial.seal(kms, 10);
        for (int i = 0; i < old.size(); i++) {
            DecryptChecks.allOpenOn(kms, List.of(old.get(i), fresh.get(i)), "with old and new keys in turn");
            TamperChecks.refusedOrRight(
                    trial,
                    kms,
                    old.get(i),
                    old.get(i).wrapped().withKeyId(fresh.get(i).keyId()),
                    "key_id");
        }
    }

    static void olderKeysOutliveTheWriteKey(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        List<Sample> old = trial.seal(kms, 5);
        trial.rotate(kms);
        trial.seal(kms);
        trial.during(Hook.DISABLE_KEY, Hook.ENABLE_KEY, () -> {
            DecryptChecks.allOpenOn(kms, old, "with only the write key disabled");
        });
        OutageChecks.settle(trial, kms);
    }

    static void allDecryptBeforeOneWrites(Trial trial) throws Exception {
        KmsClient here = trial.connect();
        KmsClient there = trial.connectToSecond();
        String before = here.status().keyId();
        trial.run(Hook.ROTATE);
        KmsClient first = Patience.within(
                        trial.pace().rotation(),
                        () -> List.of(here, there).stream()
                                .filter(kms -> !kms.status().keyId().equals(before))
                                .findFirst())
                .orElseThrow(() -> new Violation("no instance showed the new key; see E1"));
        Sample fresh = trial.seal(first);
        DecryptChecks.allOpenOn(
                first == here ? there : here, List.of(fresh), "on the instance that was slower to rotate");
    }

    static void instancesConverge(Trial trial) throws Exception {
        KmsClient here = trial.connect();
        KmsClient there = trial.connectToSecond();
        long start = System.nanoTime();
        String now = trial.rotate(here).keyId();
        boolean agreed = Patience.until(
                trial.pace().rotation(), () -> there.status().keyId().equals(now));
        Violation.unless(
                agreed,
                "the second instance does not name the new key after "
                        + trial.pace().rotation().toSeconds() + " s",
                "let every instance look for new versions on its own, at an interval you can publish");
        trial.note("N, from rotation to agreement: %.1f s".formatted((System.nanoTime() - start) / 1e9));
    }

    static void loadSurvivesRotation(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        try (Load load = Load.of(8, () -> trial.seal(kms).mustOpenOn(kms, "during a rotation"))) {
            trial.rotate(trial.connect());
            load.goOn(50, trial.pace().recovery());
            load.check();
            for (KmsCallException error : load.errors()) {
                throw new Violation(
                        "a call during a rotation failed with " + error.getMessage()
                                + "; read the new key first, then switch, and never block calls meanwhile",
                        error);
            }
        }
    }

    static void killDuringRotationIsHarmless(Trial trial) throws Exception {
        List<Sample> all = new ArrayList<>();
        for (int round = 0; round < trial.times(100); round++) {
            all.add(trial.seal(trial.connect()));
            try (var rotation = Executors.newVirtualThreadPerTaskExecutor()) {
                var rotated = rotation.submit(() -> trial.run(Hook.ROTATE));
                // Somewhere within the rotation: the moment is what the rule varies.
                Thread.sleep(trial.random().nextInt(LONGEST_KILL_DELAY_MILLIS));
                trial.run(Hook.KILL);
                rotated.get();
            }
            KmsClient kms = trial.awaitHealthy();
            all.add(trial.seal(kms));
            DecryptChecks.allOpenOn(kms, all, "after a kill during a rotation");
        }
    }

    static void thousandRotations(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        double before = EncryptChecks.medianOf(21, kms::status);
        long end = System.nanoTime() + trial.half().toNanos();
        int rotations = 0;
        while (rotations < trial.times(1000) && System.nanoTime() < end) {
            int bytes = trial.rotate(kms).keyId().getBytes(UTF_8).length;
            rotations++;
            Violation.unless(
                    bytes <= StatusChecks.MAX_KEY_ID_BYTES,
                    "key_id is " + bytes + " bytes after " + rotations + " rotations",
                    "give it a fixed length");
        }
        trial.note(rotations + " of " + trial.times(1000) + " rotations in the time there was");
        double after = EncryptChecks.medianOf(21, kms::status);
        trial.note("Status took %.1f ms before and %.1f ms after".formatted(before / 1e6, after / 1e6));
        EncryptChecks.mustNotSlowDown("Status", before, after, "over the rotations");
    }
}
