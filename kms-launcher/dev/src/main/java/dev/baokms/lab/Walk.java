package dev.baokms.lab;

import java.io.IOException;
import java.util.List;

/** Plays steps until one does not hold, because the later steps depend on it. */
final class Walk {
    private final WalkStage stage;

    Walk(WalkStage stage) {
        this.stage = stage;
    }

    /** @return whether all steps held */
    boolean play(List<WalkStep> steps) throws IOException, InterruptedException {
        int number = 0;
        for (WalkStep step : steps) {
            number++;
            stage.title(number, step.title());
            try {
                step.play().on(stage);
            } catch (DidNotHoldException problem) {
                stage.say("");
                stage.say(LabTexts.didNotHold(number, step.title(), String.valueOf(problem.getMessage())));
                return false;
            }
        }
        stage.say("");
        stage.say(LabTexts.allHeld(steps.size()));
        return true;
    }
}
