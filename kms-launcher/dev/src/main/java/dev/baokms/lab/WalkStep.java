package dev.baokms.lab;

import java.io.IOException;

/**
 * One step of the story.
 *
 * @param title printed at the start, and again in the last line if the step does not hold
 */
record WalkStep(String title, Play play) {
    /** The actions of a step and its checks. */
    @FunctionalInterface
    interface Play {
        void on(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException;
    }
}
