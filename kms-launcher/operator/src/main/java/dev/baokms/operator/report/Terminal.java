package dev.baokms.operator.report;

import dev.baokms.host.TerminalSize;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Describes where a command's output goes. All code that draws asks here, so that a pipe gets plain text without
 * control codes from every command.
 *
 * @param output whether standard output goes to a person
 * @param errors whether standard error, which shows progress, goes to a person
 * @param redraws whether lines may be drawn over; not when {@code TERM} is dumb
 * @param colours whether colours may be used; not with {@code NO_COLOR}
 * @param symbols whether the encoding of the locale has more than ASCII
 * @param size the size of the window, asked each time because it changes
 */
public record Terminal(
        boolean output,
        boolean errors,
        boolean redraws,
        boolean colours,
        boolean symbols,
        Supplier<TerminalSize> size) {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /** Returns the terminal of this process. */
    public static Terminal ofThisProcess() {
        return of(isTerminal(STANDARD_OUTPUT), isTerminal(STANDARD_ERROR), System.getenv(), System.out.charset());
    }

    static Terminal of(boolean output, boolean errors, Map<String, String> environment, Charset encoding) {
        String kind = environment.getOrDefault("TERM", "");
        boolean redraws = !kind.isEmpty() && !kind.equals("dumb");
        return new Terminal(
                output,
                errors,
                redraws,
                redraws && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                encoding.newEncoder().canEncode(TextStyle.HARDEST_SYMBOL),
                () -> TerminalSize.of(1));
    }

    /** Whether a screen may be drawn on standard output. */
    public boolean hasScreen() {
        return output && redraws;
    }

    /** Whether progress may be shown on standard error. */
    public boolean hasProgress() {
        return errors && redraws;
    }

    /** Returns the style of lines for the person at standard output. */
    public TextStyle style() {
        return new TextStyle(output && colours, symbols, size.get().columns());
    }

    /**
     * Whether a descriptor is a terminal. Asks the system instead of {@link System#console}, which is null as soon as
     * standard input is a pipe (where a value or a page may come from) and does not distinguish standard output from
     * standard error.
     *
     * @param descriptor a link to the open file
     */
    static boolean isTerminal(Path descriptor) {
        try {
            String open = Files.readSymbolicLink(descriptor).toString();
            return open.startsWith("/dev/pts/") || open.startsWith("/dev/tty") || open.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
