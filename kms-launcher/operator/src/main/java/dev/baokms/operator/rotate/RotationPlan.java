package dev.baokms.operator.rotate;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.operator.report.CheckReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The plan of a rotation: its requests, with the server and the right for each, how long each step takes, and what is
 * done already.
 */
final class RotationPlan {
    private final RotationSubject subject;
    private final RotationPorts ports;
    private final RotationWish wish;
    private final RotationJournal journal;

    RotationPlan(RotationSubject subject, RotationPorts ports, RotationWish wish, RotationJournal journal) {
        this.subject = subject;
        this.ports = ports;
        this.wish = wish;
        this.journal = journal;
    }

    /**
     * Adds the plan to a report.
     *
     * @param command the command line that carries it out
     */
    void tell(RotationStep last, String command, CheckReport report) {
        List<RotationStep> steps = Rotation.steps(last).toList();
        for (RotationStep step : steps) {
            Optional<JournalLine> done = journal.last(step, JournalLine.DONE);
            String missing = Optional.ofNullable(wish.missing().get(step))
                    .map(RotationPlanTexts::optionsMissing)
                    .orElse("");
            report.add(
                    "rotation." + step.code(),
                    step.title(),
                    done.isPresent() ? Status.PASS : Status.SKIP,
                    done.map(line -> RotateTexts.doneAt(line.at())).orElseGet(() -> words(step) + missing));
        }
        Optional<RotationStep> next =
                steps.stream().filter(step -> !journal.isDone(step)).findFirst();
        report.with("next_step", next.map(RotationStep::code).orElse("none"));
        report.with("next", next.isPresent() ? command : RotationPlanTexts.ALL_DONE);
    }

    private String words(RotationStep step) {
        return switch (step) {
            case ROTATE -> wish.rotated() ? RotationPlanTexts.TAKES_LATEST : RotationPlanTexts.rotates(subject.path());
            case AGREE ->
                RotationPlanTexts.waitsForAll(
                        ports.daemons().nodes().size(),
                        ports.api().map(api -> api.servers().size()).orElse(0),
                        subject.mustWait());
            case MIGRATE -> RotationPlanTexts.writesAgain(resources(), way());
            case PROVE -> RotationPlanTexts.PROVES;
            case RETIRE -> RotationPlanTexts.RETIRES;
            case MINIMUM -> RotationPlanTexts.raisesMinimum(subject.path());
        };
    }

    private String resources() {
        return wish.coverage().isPresent()
                ? RotationPlanTexts.COVERED_RESOURCES
                : wish.resources().stream()
                        .map(resource -> new FoundResource(resource, "").name())
                        .collect(Collectors.joining(", "));
    }

    private String way() {
        return switch (wish.way()) {
            case auto -> RotationPlanTexts.byEitherWay();
            case migration -> RotationPlanTexts.BY_CONTROLLER;
            case patches -> RotationPlanTexts.BY_PATCHES;
        };
    }
}
