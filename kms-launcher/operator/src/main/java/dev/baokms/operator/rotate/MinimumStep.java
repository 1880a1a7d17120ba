package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.JournalLine.INTENT;
import static dev.baokms.operator.rotate.RotationStep.MINIMUM;

import dev.baokms.operator.rotate.KeyOffice.Act;
import dev.baokms.operator.rotate.KeyOffice.Answer;
import dev.baokms.operator.rotate.KeyOffice.Look;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Raises {@code min_decryption_version} to the version in use, one version at a time, and reads the value back each
 * time.
 */
final class MinimumStep {
    private static final Duration READ_BACK = Duration.ofSeconds(30);
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final String TO = "to";

    private final RotationSubject subject;
    private final KeyOffice office;
    private final RotationJournal journal;
    private final RotationTime time;
    private final Consumer<String> told;

    MinimumStep(
            RotationSubject subject,
            KeyOffice office,
            RotationJournal journal,
            RotationTime time,
            Consumer<String> told) {
        this.subject = subject;
        this.office = office;
        this.journal = journal;
        this.time = time;
        this.told = told;
    }

    StepResult run() throws IOException, InterruptedException {
        int version = subject.target(journal).version();
        int proven = journal.required(RotationStep.PROVE).number("highest_safe");
        Look look = office.look();
        int active = look.active().orElse(0);
        if (look.unsafe().isPresent()) {
            return new StepResult.Open(look.unsafe().get());
        }
        int highest = Math.min(version, Math.min(proven, active));
        if (highest < version) {
            return new StepResult.Open(RotateTexts.minimumNotAllowed(proven, active, version));
        }
        if (look.minimum() < highest) {
            Optional<String> objection = office.objection(Act.CONFIGURE);
            if (objection.isPresent()) {
                return new StepResult.Open(objection.get());
            }
        }
        int first = look.minimum();
        for (int next = first + 1; next <= highest; next++) {
            Optional<String> problem = raise(next);
            if (problem.isPresent()) {
                return new StepResult.Open(problem.get());
            }
        }
        journal.done(MINIMUM, Map.of(TO, Integer.toString(highest)));
        return new StepResult.Done(RotateTexts.minimumIs(Math.max(first, highest), subject.path(), version - 1));
    }

    private Optional<String> raise(int next) throws IOException, InterruptedException {
        journal.write(MINIMUM, INTENT, Map.of(TO, Integer.toString(next)));
        String problem = switch (office.setMinimum(next)) {
            case Answer.Refused(String why) -> why;
            case Answer.Unknown(String why) -> why;
            case Answer.Accepted accepted -> RotateTexts.CHANGE_ACCEPTED;
        };
        // The value that is read back counts, not the answer.
        Instant end = time.instant().plus(READ_BACK);
        while (office.look().minimum() < next) {
            if (!time.instant().isBefore(end)) {
                return Optional.of(RotateTexts.minimumNotThere(next, problem));
            }
            time.pause(EACH);
        }
        journal.write(MINIMUM, "raised", Map.of(TO, Integer.toString(next)));
        told.accept(RotateTexts.minimumIs(next, subject.path(), next - 1));
        return Optional.empty();
    }
}
