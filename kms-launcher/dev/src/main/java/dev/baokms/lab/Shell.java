package dev.baokms.lab;

import java.io.IOException;

/** Runs lines as a person would type them, with the lab's environment. */
@FunctionalInterface
interface Shell {
    /**
     * What a line came to.
     *
     * @param text both of its streams, without blanks at the end
     */
    record Said(int code, String text) {}

    Said run(String line) throws IOException, InterruptedException;
}
