package dev.baokms.lab;

import java.io.IOException;

/**
 * One step of the story.
 *
 * @param title also its name in the last line when it does not hold
 */
record WalkStep(String title, Play play) {
    /** What is done and what must come of it. */
    @FunctionalInterface
    interface Play {
        void on(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException;
    }
}
