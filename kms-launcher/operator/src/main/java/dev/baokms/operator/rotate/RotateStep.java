package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.JournalLine.INTENT;
import static dev.baokms.operator.rotate.RotationStep.ROTATE;

import dev.baokms.operator.rotate.KeyOffice.Act;
import dev.baokms.operator.rotate.KeyOffice.Answer;
import dev.baokms.operator.rotate.KeyOffice.Look;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds one version to the key, and never two. The step records the present version before it asks OpenBao. If the
 * answer to a request is unknown, the step reads the key, once the change has had time to show.
 */
final class RotateStep {
    static final String VERSION = "version";
    static final String CREATED = "created";
    static final String FROM = "from_version";

    /**
     * How long a change may take to show. A request may still be on its way after its sender is gone, and a standby may
     * answer with metadata that is some 75 ms old. OpenBao drops a request that takes longer than its own read limits.
     */
    static final Duration SETTLED = Duration.ofSeconds(30);

    private static final Duration EACH = Duration.ofSeconds(1);

    private final KeyOffice office;
    private final RotationJournal journal;
    private final RotationTime time;
    private final boolean byHand;
    private final Consumer<String> told;

    /**
     * Creates the step.
     *
     * @param byHand whether the operator has already rotated the key
     */
    RotateStep(KeyOffice office, RotationJournal journal, RotationTime time, boolean byHand, Consumer<String> told) {
        this.office = office;
        this.journal = journal;
        this.time = time;
        this.byHand = byHand;
        this.told = told;
    }

    StepResult run() throws IOException, InterruptedException {
        Optional<JournalLine> intent = journal.last(ROTATE, INTENT);
        Look look = office.look();
        if (look.unsafe().isPresent()) {
            return new StepResult.Open(look.unsafe().get());
        }
        if (intent.isPresent()) {
            return decide(intent.get().number(FROM));
        }
        if (byHand) {
            return finish(look);
        }
        if (look.nextActivation().isPresent()) {
            return new StepResult.Open(
                    RotateTexts.madeAlready(look.latest(), look.nextActivation().get()));
        }
        return act(look.latest());
    }

    private StepResult decide(int from) throws IOException, InterruptedException {
        Optional<Look> newer = newer(from, RotateTexts.EARLIER_RUN);
        if (newer.isPresent() || byHand) {
            return finish(newer.isPresent() ? newer.get() : office.look());
        }
        return ask(from);
    }

    private StepResult act(int from) throws IOException, InterruptedException {
        Optional<String> objection = office.objection(Act.ROTATE);
        if (objection.isPresent()) {
            return new StepResult.Open(objection.get());
        }
        journal.write(ROTATE, INTENT, Map.of(FROM, Integer.toString(from)));
        return ask(from);
    }

    private StepResult ask(int from) throws IOException, InterruptedException {
        return switch (office.rotate()) {
            case Answer.Refused(String problem) -> new StepResult.Open(problem);
            case Answer.Accepted accepted ->
                result(from, RotateTexts.KEY_ROTATED, RotateTexts.rotatedWithoutVersion(from));
            case Answer.Unknown(String problem) -> result(from, problem, RotateTexts.rotationNotAnswered(from));
        };
    }

    private StepResult result(int from, String why, String otherwise) throws IOException, InterruptedException {
        Optional<Look> newer = newer(from, why);
        return newer.isPresent() ? finish(newer.get()) : new StepResult.Open(otherwise);
    }

    /** Reads the key until a new version appears, or until none can appear any more. */
    private Optional<Look> newer(int from, String why) throws IOException, InterruptedException {
        var end = time.instant().plus(SETTLED);
        boolean said = false;
        while (true) {
            Look look = office.look();
            if (look.latest() > from) {
                return Optional.of(look);
            }
            if (!time.instant().isBefore(end)) {
                return Optional.empty();
            }
            if (!said) {
                told.accept(RotateTexts.lookingForVersion(why, end, from));
                said = true;
            }
            time.pause(EACH);
        }
    }

    private StepResult finish(Look look) throws IOException {
        journal.done(
                ROTATE,
                Map.of(
                        VERSION,
                        Integer.toString(look.latest()),
                        CREATED,
                        look.created().toString()));
        return new StepResult.Done(RotateTexts.created(look.latest(), look.created()));
    }
}
