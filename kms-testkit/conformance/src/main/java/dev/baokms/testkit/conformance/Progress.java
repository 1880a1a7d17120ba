package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** One line that shows the current rule and is overwritten. */
final class Progress {
    /** For output where a line cannot be overwritten, such as a build log. */
    static final Progress SILENT = new Progress(new PrintStream(OutputStream.nullOutputStream(), true));

    private static final String CLEAR_LINE = "\r\u001B[2K";
    private static final int WIDTH = 76;

    private final PrintStream terminal;

    Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /**
     * Whether standard error is a terminal. Asks the kernel, because System.console() differs between JDK 21 and later
     * ones.
     */
    static boolean isPossible() {
        try {
            String file = Path.of("/proc/self/fd/2").toRealPath().toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    void at(int number, int all, Rule rule) {
        String line = "[%s/%s] %s %s".formatted(number, all, rule.id(), rule.statement());
        terminal.print(CLEAR_LINE + line.substring(0, Math.min(WIDTH, line.length())));
        terminal.flush();
    }

    void end() {
        terminal.print(CLEAR_LINE);
        terminal.flush();
    }
}
