package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.RotationStep.PROVE;

import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.RetirementVerdict.Requirement;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Scan;
import dev.baokms.host.ToldException;
import dev.baokms.operator.inventory.Inventory;
import dev.baokms.operator.inventory.InventoryRun.Result;
import dev.baokms.operator.inventory.VerdictWords;
import dev.baokms.operator.rotate.RotationSubject.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Takes inventories until one shows that nothing needs an older version, as long as only time is missing. */
final class ProveStep {
    static final String PROOF = "proof";

    /** The API server uses an older seed no longer than this. */
    private static final Duration AGREED = Duration.ofMinutes(4);
    /** Every five minutes, the API server compacts what is older than five minutes. */
    private static final Duration COMPACTED = Duration.ofMinutes(10);

    private static final Duration EACH = Duration.ofMinutes(1);
    /** The requirements that waiting can meet. */
    private static final Set<Requirement> OF_TIME =
            Set.of(Requirement.AGREED, Requirement.SCANNED_AFTER, Requirement.COMPACTED);

    private final RotationSubject subject;
    private final InventoryTaker taker;
    private final RotationJournal journal;
    private final RotationTime time;
    private final Duration patience;
    private final Consumer<String> told;

    /**
     * Creates the step.
     *
     * @param patience how long the proof may take beyond the times of the contract
     */
    ProveStep(
            RotationSubject subject,
            InventoryTaker taker,
            RotationJournal journal,
            RotationTime time,
            Duration patience,
            Consumer<String> told) {
        this.subject = subject;
        this.taker = taker;
        this.journal = journal;
        this.time = time;
        this.patience = patience;
        this.told = told;
    }

    StepResult run() throws IOException, InterruptedException {
        Target target = subject.target(journal);
        Instant agreed = Instant.parse(journal.required(RotationStep.AGREE)
                .fact(AgreeStep.SINCE)
                .orElseThrow(() -> new ToldException(RotateTexts.NOT_SAID_SINCE_WHEN)));
        Instant compacted = journal.required(RotationStep.MIGRATE).at().plus(COMPACTED);
        Instant due = agreed.plus(AGREED).isAfter(compacted) ? agreed.plus(AGREED) : compacted;
        if (time.instant().isBefore(due)) {
            told.accept(RotateTexts.waitingForCompaction(due));
            time.until(due);
        }
        Instant end = time.instant().plus(patience);
        while (true) {
            switch (taker.take(agreed)) {
                case Result.Refused(Scan.Refused refusal) -> {
                    return new StepResult.Open(
                            RotateTexts.sourceRefused(refusal.place(), refusal.reason(), refusal.cure()));
                }
                case Result.Done done -> {
                    Optional<StepResult> result = judged(done, target.version(), end);
                    if (result.isPresent()) {
                        return result.get();
                    }
                }
            }
            time.pause(EACH);
        }
    }

    /** Returns the result of the step; empty when the inventory must be taken again. */
    private Optional<StepResult> judged(Result.Done done, int version, Instant end) throws IOException {
        Inventory inventory = done.inventory();
        var verdict = inventory.verdict();
        List<Condition> open = verdict.conditions().stream()
                .filter(condition -> condition.state() != State.MET)
                .toList();
        if (verdict.safe() && verdict.highestSafe().orElse(0) >= version) {
            Path proof = taker.keep(
                    done,
                    "proof-" + subject.provider() + "-v" + version + "-"
                            + inventory.at().getEpochSecond() + ".json");
            journal.done(
                    PROVE,
                    Map.of(
                            PROOF,
                            proof.toString(),
                            "highest_safe",
                            Integer.toString(verdict.highestSafe().orElse(0))));
            return Optional.of(new StepResult.Done(VerdictWords.sentence(inventory) + "; " + proof));
        }
        String cures = open.stream()
                .map(condition -> condition.seen() + "; " + VerdictWords.cure(condition))
                .collect(Collectors.joining("; "));
        boolean passing = !open.isEmpty()
                && open.stream()
                        .allMatch(
                                condition -> condition.state() == State.NOT_MET && OF_TIME.contains(condition.rule()));
        if (passing && time.instant().isBefore(end)) {
            told.accept(RotateTexts.waitingForProof(end, cures));
            return Optional.empty();
        }
        return Optional.of(new StepResult.Open(
                open.isEmpty()
                        ? RotateTexts.stillNeeded(verdict.highestSafe().orElse(0), VerdictWords.sentence(inventory))
                        : RotateTexts.notProven(VerdictWords.sentence(inventory), cures)));
    }
}
