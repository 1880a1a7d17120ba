package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** G5: calls, rotations, restarts and outages in any order. Each sequence remembers what it may see. */
final class Interleavings {
    private static final int SEQUENCES = 30;
    private static final int LONGEST = 30;

    /** One possible event; a failing sequence is printed by these names. */
    enum Move {
        STATUS,
        ENCRYPT,
        DECRYPT,
        ROTATE,
        RESTART,
        BREAK,
        REPAIR
    }

    private final RuleRun run;
    private final List<Sample> sample = new ArrayList<>();
    private final Set<String> keyIds = new HashSet<>();
    private KmsClient kms;
    private String keyId;
    private boolean broken;

    private Interleavings(RuleRun run) {
        this.run = run;
        this.kms = run.connect();
        this.keyId = kms.status().keyId();
        keyIds.add(keyId);
    }

    static void keepInvariants(RuleRun run) throws Exception {
        List<Move> possible = List.of(Move.values()).stream()
                .filter(move -> switch (move) {
                    case STATUS, ENCRYPT, DECRYPT, ROTATE -> true;
                    case RESTART -> run.can(Capability.RESTART);
                    case BREAK, REPAIR -> run.can(Capability.BREAK_BACKEND);
                })
                .toList();
        run.note("steps: " + possible);
        run.forAll(SEQUENCES, Generators.listsOf(possible, 1, LONGEST), steps -> {
            var story = new Interleavings(run);
            try {
                for (Move move : steps) {
                    story.take(move);
                }
            } finally {
                story.end();
            }
        });
    }

    private void take(Move move) throws InterruptedException {
        switch (move) {
            case STATUS ->
                tolerant(() -> StatusChecks.sameKey(keyId, kms.status().keyId(), "between steps"));
            case ENCRYPT ->
                tolerant(() -> {
                    Sample fresh = run.seal(kms);
                    StatusChecks.sameKey(keyId, fresh.keyId(), "between Status and Encrypt");
                    sample.add(fresh);
                });
            case DECRYPT ->
                // Only one in an outage, where each may take a call's whole deadline.
                sample.stream()
                        .limit(broken ? 1 : sample.size())
                        .forEach(each ->
                                tolerant(() -> each.mustOpenOn(kms, "after some rotations, restarts and outages")));
            case ROTATE -> rotate();
            case RESTART -> restart();
            case BREAK -> {
                if (!broken) {
                    run.invoke(Hook.BREAK);
                    broken = true;
                }
            }
            case REPAIR -> repair();
        }
    }

    /** Tolerates errors while the backend is gone, but never a wrong answer. */
    private void tolerant(Runnable call) {
        try {
            call.run();
        } catch (KmsCallException e) {
            if (!broken) {
                throw e;
            }
        }
    }

    /** Not while the backend is broken: no rule says whether a rotation must be seen then. */
    private void rotate() throws InterruptedException {
        if (broken) {
            return;
        }
        keyId = run.rotate(kms).keyId();
        Violation.unless(
                keyIds.add(keyId),
                "key_id " + ProviderText.text(keyId) + " was used before",
                "put a number into it that only grows");
    }

    /** Not while the backend is broken: a provider may wait for it before it serves. */
    private void restart() throws InterruptedException {
        if (broken) {
            return;
        }
        run.invoke(Hook.RESTART);
        kms.close();
        kms = run.awaitHealthy();
        StatusChecks.sameKey(keyId, kms.status().keyId(), "over a restart");
    }

    private void repair() throws InterruptedException {
        if (broken) {
            run.invoke(Hook.REPAIR);
            broken = false;
            OutageChecks.settle(run, kms);
        }
    }

    private void end() throws InterruptedException {
        repair();
        kms.close();
    }
}
