package dev.baokms.operator.watch;

import dev.baokms.operator.report.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks again and again, and draws. On a screen each look replaces the one before, on a page of its own that leaves the shell's lines
 * alone; in a pipe each is a block of plain text, with an empty line after it.
 */
public final class WatchLoop {
    /** Rates over less would be nothing most of the time: an API server asks Status once a minute. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final String ESCAPE = "\u001b[";
    /** Another page, without a cursor. */
    private static final String BEGIN = ESCAPE + "?1049h" + ESCAPE + "?25l";

    private static final String END = ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    private static final String REST_OF_LINE = ESCAPE + "K";
    private static final String REST_OF_SCREEN = ESCAPE + "J";

    /** Lets time pass. */
    public interface Pause {
        /** False when it is to end. */
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

    /** Until the pause says that it is to end, or what is printed has no reader any more. */
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

    /** The oldest good look of the last minute, or the last good one there was. */
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
            // One row stays free, or the last line would scroll the first one away.
            lines.stream()
                    .limit(Math.max(1, terminal.size().get().rows() - 1))
                    .forEach(line -> out.print(line + REST_OF_LINE + "\n"));
            out.print(REST_OF_SCREEN);
        }
        out.flush();
    }

    /** Gives the screen back as it was. May be called by another thread, at the end of the process, and more than once. */
    public synchronized void restore() {
        if (drawing) {
            drawing = false;
            out.print(END);
            out.flush();
        }
    }
}
