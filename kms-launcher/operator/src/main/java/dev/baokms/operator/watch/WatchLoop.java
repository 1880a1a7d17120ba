package dev.baokms.operator.watch;

import dev.baokms.operator.report.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the daemon's pages repeatedly and draws the result. On a screen, each drawing replaces the last one, on a
 * separate page that leaves the shell's lines alone. In a pipe, each is a block of plain text, followed by an empty
 * line.
 */
public final class WatchLoop {
    /** Over a shorter time most rates would be zero, because an API server asks Status once a minute. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final String ESCAPE = "\u001b[";
    /** Switches to the alternate screen and hides the cursor. */
    private static final String BEGIN = ESCAPE + "?1049h" + ESCAPE + "?25l";

    private static final String END = ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    private static final String REST_OF_LINE = ESCAPE + "K";
    private static final String REST_OF_SCREEN = ESCAPE + "J";

    /** Waits between two drawings. */
    public interface Pause {
        /** Waits; false when the loop is to end. */
        boolean pass();
    }

    private final Supplier<DaemonSample> daemon;
    private final Pause pause;
    private final Terminal terminal;
    private final PrintWriter out;
    private final Deque<DaemonSample> seen = new ArrayDeque<>();
    private boolean drawing;

    public WatchLoop(Supplier<DaemonSample> daemon, Pause pause, Terminal terminal, PrintWriter out) {
        this.daemon = daemon;
        this.pause = pause;
        this.terminal = terminal;
        this.out = out;
    }

    /** Runs until the pause ends the loop, or until the output has no reader any more. */
    public void run() {
        begin();
        try {
            do {
                DaemonSample now = daemon.get();
                print(WatchView.lines(earlier(now), now, terminal.style()));
                if (now.answered()) {
                    seen.addLast(now);
                }
            } while (!out.checkError() && pause.pass());
        } finally {
            restore();
        }
    }

    /** Returns the oldest good sample of the last minute, or else the last good one. */
    private DaemonSample earlier(DaemonSample now) {
        while (seen.size() > 1
                && Duration.between(seen.getFirst().at(), now.at()).compareTo(WINDOW) > 0) {
            seen.removeFirst();
        }
        if (seen.isEmpty()) {
            return now;
        }
        return now.answered() ? seen.getFirst() : seen.getLast();
    }

    private synchronized void begin() {
        if (terminal.hasScreen()) {
            out.print(BEGIN);
            drawing = true;
        }
    }

    private synchronized void print(List<String> lines) {
        if (!terminal.hasScreen()) {
            lines.forEach(out::println);
            out.println();
        } else if (drawing) {
            out.print(HOME);
            // Leaves one row free, because the last line would scroll the first one away.
            lines.stream()
                    .limit(Math.max(1, terminal.size().get().rows() - 1))
                    .forEach(line -> out.print(line + REST_OF_LINE + "\n"));
            out.print(REST_OF_SCREEN);
        }
        out.flush();
    }

    /** Restores the screen. Another thread may call it, also at the end of the process, and more than once. */
    public synchronized void restore() {
        if (drawing) {
            drawing = false;
            out.print(END);
            out.flush();
        }
    }
}
