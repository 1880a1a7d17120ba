package dev.baokms.lab;

import java.io.IOException;

/** Runs lines as a person would type them, with the lab's environment. */
@FunctionalInterface
interface Shell {
    /**
     * The result of a line.
     *
     * @param text both output streams, without blanks at the end
     */
    record Said(int code, String text) {}

    Said run(String line) throws IOException, InterruptedException;
}
