package dev.baokms.operator.rotate;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.ProgressLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries out the steps of a rotation in order, each only after the one before is done. A journal records which steps
 * are done.
 */
public final class Rotation {
    private static final String ID = "rotation.";

    private final RotationSubject subject;
    private final RotationPorts ports;
    private final RotationWish wish;
    private final RotationTime time;
    private final ProgressLine progress;
    private final Consumer<String> told;

    /**
     * Creates a rotation.
     *
     * @param told receives sentences for the person who waits: what the command waits for, and until when
     */
    public Rotation(
            RotationSubject subject,
            RotationPorts ports,
            RotationWish wish,
            RotationTime time,
            ProgressLine progress,
            Consumer<String> told) {
        this.subject = subject;
        this.ports = ports;
        this.wish = wish;
        this.time = time;
        this.progress = progress;
        this.told = told;
    }

    /**
     * Reports what would be done and what is done already. Changes nothing.
     *
     * @param command the command line that does it
     * @throws IOException with the place and the cure, when the journal cannot be read
     */
    public void plan(Path journal, RotationStep last, String command, CheckReport report) throws IOException {
        var history = new RotationJournal(JournalFile.look(journal, subject.about()), line -> {}, time);
        new RotationPlan(subject, ports, wish, history).tell(last, command, report);
    }

    /**
     * Continues where the journal ends.
     *
     * @param last the last step of this run
     * @throws IOException with the place and the cure, when the journal cannot be used
     */
    public void apply(Path journal, RotationStep last, CheckReport report) throws IOException, InterruptedException {
        try (JournalFile file = JournalFile.open(journal, subject.about())) {
            run(new RotationJournal(file.lines(), file, time), last, report);
        }
    }

    void run(RotationJournal journal, RotationStep last, CheckReport report) throws InterruptedException {
        String missing = steps(last)
                .filter(step -> !journal.isDone(step) && wish.missing().containsKey(step))
                .map(step -> RotateTexts.stepNeeds(
                        step, String.valueOf(wish.missing().get(step))))
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) {
            report.add(ID + "options", RotateTexts.OPTIONS_TITLE, Status.FAIL, RotateTexts.orEndBefore(missing));
            return;
        }
        boolean going = true;
        for (RotationStep step : steps(last).toList()) {
            going = going && run(step, journal, report);
        }
        report.with(
                "next_step",
                Stream.of(RotationStep.values())
                        .filter(step -> !journal.isDone(step))
                        .findFirst()
                        .map(RotationStep::code)
                        .orElse("none"));
    }

    static Stream<RotationStep> steps(RotationStep last) {
        return Stream.of(RotationStep.values()).filter(step -> step.compareTo(last) <= 0);
    }

    private boolean run(RotationStep step, RotationJournal journal, CheckReport report) throws InterruptedException {
        String id = ID + step.code();
        try {
            if (journal.isDone(step)) {
                report.add(
                        id,
                        step.title(),
                        Status.PASS,
                        RotateTexts.doneAt(journal.required(step).at()));
                return true;
            }
            switch (begun(step, journal)) {
                case StepResult.Done(String seen) -> {
                    report.add(id, step.title(), Status.PASS, seen);
                    return true;
                }
                case StepResult.Open(String problem) -> report.add(id, step.title(), Status.FAIL, problem);
            }
        } catch (IOException e) {
            report.add(id, step.title(), Status.FAIL, PatientApi.words(e));
        }
        return false;
    }

    private StepResult begun(RotationStep step, RotationJournal journal) throws IOException, InterruptedException {
        return switch (step) {
            case ROTATE -> new RotateStep(ports.office(), journal, time, wish.rotated(), told).run();
            case AGREE ->
                new AgreeStep(subject, ports.daemons(), ports.requiredApi(), journal, time, wish.patience(), told)
                        .run();
            case MIGRATE -> migration(journal).run();
            case PROVE -> new ProveStep(subject, ports.requiredTaker(), journal, time, wish.patience(), told).run();
            case RETIRE -> new RetireStep(subject, ports.daemons(), ports.own(), journal, told).run();
            case MINIMUM -> new MinimumStep(subject, ports.office(), journal, time, told).run();
        };
    }

    private MigrateStep migration(RotationJournal journal) {
        var api = new PatientApi(ports.requiredApi(), time, wish.patience(), told);
        return new MigrateStep(
                new ResourceFinder(api, new PatientApi(ports.requiredApi(), time, Duration.ZERO, told), told),
                new ControllerMigration(api, time, told),
                new PatchMigration(api, journal, time, wish.parallel(), progress),
                journal,
                wish);
    }
}
