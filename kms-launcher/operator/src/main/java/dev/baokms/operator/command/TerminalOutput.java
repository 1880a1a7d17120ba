package dev.baokms.operator.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person looks at what is printed. */
final class TerminalOutput {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private TerminalOutput() {}

    /** Asked of the system: the JDK's console is none as soon as standard input is a pipe, where a value may come from. */
    static boolean isOne() {
        return isTerminal(STANDARD_OUTPUT);
    }

    static boolean isStandardError() {
        return isTerminal(STANDARD_ERROR);
    }

    /** @param descriptor a link to what is open */
    static boolean isTerminal(Path descriptor) {
        try {
            String open = Files.readSymbolicLink(descriptor).toString();
            return open.startsWith("/dev/pts/") || open.startsWith("/dev/tty") || open.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
