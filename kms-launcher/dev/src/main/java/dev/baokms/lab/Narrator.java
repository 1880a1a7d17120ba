package dev.baokms.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Reports progress to the person who runs the command. */
final class Narrator {
    private final PrintWriter out;

    Narrator(PrintWriter out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Returns a duration in minutes and seconds, or below one minute in seconds. */
    static String text(Duration time) {
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
