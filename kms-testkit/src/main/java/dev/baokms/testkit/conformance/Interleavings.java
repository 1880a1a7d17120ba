package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;

/** G5: calls, rotations, restarts and outages in any order. What one sequence may see it remembers itself. */
final class Interleavings {
    private static final int SEQUENCES = 30;
    private static final int LONGEST = 30;

    /** One thing that may happen; the name is what a failing sequence is shown with. */
    enum Step {
        STATUS,
        ENCRYPT,
        DECRYPT,
        ROTATE,
        RESTART,
        BREAK,
        REPAIR
    }

    private final Trial trial;
    private final List<Sample> sample = new ArrayList<>();
    private final Set<String> keyIds = new HashSet<>();
    private KmsClient kms;
    private String keyId;
    private boolean broken;

    private Interleavings(Trial trial) {
        this.trial = trial;
        this.kms = trial.connect();
        this.keyId = kms.status().keyId();
        keyIds.add(keyId);
    }

    static void keepInvariants(Trial trial) throws Exception {
        List<Step> possible = List.of(Step.values()).stream()
                .filter(step -> switch (step) {
                    case STATUS, ENCRYPT, DECRYPT, ROTATE -> true;
                    case RESTART -> trial.can(Capability.RESTART);
                    case BREAK, REPAIR -> trial.can(Capability.BREAK_BACKEND);
                })
                .toList();
        trial.note("steps: " + possible);
        trial.forAll(SEQUENCES, Arbitraries.of(possible).list().ofMinSize(1).ofMaxSize(LONGEST), steps -> {
            var run = new Interleavings(trial);
            try {
                for (Step step : steps) {
                    run.take(step);
                }
            } finally {
                run.end();
            }
        });
    }

    private void take(Step step) throws InterruptedException {
        switch (step) {
            case STATUS ->
                tolerant(() -> StatusChecks.sameKey(keyId, kms.status().keyId(), "between steps"));
            case ENCRYPT ->
                tolerant(() -> {
                    Sample fresh = trial.seal(kms);
                    StatusChecks.sameKey(keyId, fresh.keyId(), "between Status and Encrypt");
                    sample.add(fresh);
                });
            case DECRYPT ->
                sample.forEach(
                        each -> tolerant(() -> each.mustOpenOn(kms, "after some rotations, restarts and outages")));
            case ROTATE -> rotate();
            case RESTART -> restart();
            case BREAK -> {
                if (!broken) {
                    trial.run(Hook.BREAK);
                    broken = true;
                }
            }
            case REPAIR -> repair();
        }
    }

    /** An error is an answer while the backend is gone; a wrong answer never is. */
    private void tolerant(Runnable call) {
        try {
            call.run();
        } catch (KmsCallException e) {
            if (!broken) {
                throw e;
            }
        }
    }

    /** Not while broken: whether a key rotated meanwhile is seen belongs to no rule. */
    private void rotate() throws InterruptedException {
        if (broken) {
            return;
        }
        keyId = trial.rotate(kms).keyId();
        Violation.unless(
                keyIds.add(keyId),
                "key_id " + Show.text(keyId) + " was used before",
                "put a number into it that only grows");
    }

    /** Not while broken either: a provider may wait for its backend before it serves. */
    private void restart() throws InterruptedException {
        if (broken) {
            return;
        }
        trial.run(Hook.RESTART);
        kms.close();
        kms = trial.awaitHealthy();
        StatusChecks.sameKey(keyId, kms.status().keyId(), "over a restart");
    }

    private void repair() throws InterruptedException {
        if (broken) {
            trial.run(Hook.REPAIR);
            broken = false;
            OutageChecks.settle(trial, kms);
        }
    }

    private void end() throws InterruptedException {
        repair();
        kms.close();
    }
}
