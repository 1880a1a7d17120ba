package dev.baokms.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

/** Shows the steps of a walk: it prints each line before it runs, and then the output. */
final class WalkStage {
    private final Shell shell;
    private final LabClock clock;
    private final Duration timeout;
    private final Narrator narrator;

    /** @param timeout the limit for each wait */
    WalkStage(Shell shell, LabClock clock, Duration timeout, Narrator narrator) {
        this.shell = shell;
        this.clock = clock;
        this.timeout = timeout;
        this.narrator = narrator;
    }

    /** Begins a step. */
    void title(int number, String title) {
        narrator.say("");
        narrator.say(number + ". " + title);
    }

    /** Runs a line that must succeed. */
    String show(String line) throws IOException, InterruptedException, DidNotHoldException {
        narrator.say("$ " + line);
        Shell.Said said = shell.run(line);
        print(said);
        if (said.code() != 0) {
            throw new DidNotHoldException(LabTexts.endedWith(said.code()));
        }
        return said.text();
    }

    /** Runs a line without printing it, for a step that needs a value no reader needs to see. */
    String ask(String line) throws IOException, InterruptedException {
        return shell.run(line).text();
    }

    /**
     * Runs a line again and again until its output is as expected, whatever its exit code. Prints the line once, with
     * the last output.
     *
     * @param expected the awaited state, in words
     */
    String until(String line, String expected, Predicate<String> holds)
            throws IOException, InterruptedException, DidNotHoldException {
        narrator.say("$ " + line);
        Duration begun = clock.now();
        var last = new Shell.Said[1];
        boolean held = clock.until(timeout, () -> {
            last[0] = shell.run(line);
            return holds.test(last[0].text());
        });
        print(last[0]);
        Duration took = clock.now().minus(begun);
        if (!held) {
            throw new DidNotHoldException(LabTexts.stillNot(Narrator.text(took), expected));
        }
        narrator.say(LabTexts.after(expected, Narrator.text(took)));
        return last[0].text();
    }

    /** Checks a sentence on which the step depends, and prints it. */
    void hold(boolean holds, String sentence) throws DidNotHoldException {
        if (!holds) {
            throw new DidNotHoldException(LabTexts.notTrue(sentence));
        }
        narrator.say("=> " + sentence);
    }

    void say(String line) {
        narrator.say(line);
    }

    private void print(Shell.Said said) {
        if (!said.text().isEmpty()) {
            narrator.say(said.text());
        }
    }
}
