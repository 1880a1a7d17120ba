package dev.baokms.operator.report;

import dev.baokms.host.TerminalSize;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Who looks at what a command prints. Everything that draws asks here, so that a pipe gets plain text and no control code, whatever
 * command it is.
 *
 * @param output whether standard output goes to a person
 * @param errors whether standard error does, where progress is told
 * @param redraws whether lines may be drawn over; not on a {@code TERM} that is dumb
 * @param colours whether colours may be used; not with {@code NO_COLOR}
 * @param symbols whether the encoding of the locale has more than ASCII
 * @param size asked each time, since a window changes
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

    /** Of this process. */
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

    /** Whether progress may be told on standard error. */
    public boolean hasProgress() {
        return errors && redraws;
    }

    /** How lines for the person at standard output look. */
    public TextStyle style() {
        return new TextStyle(output && colours, symbols, size.get().columns());
    }

    /**
     * Asked of the system and not of {@link System#console}: that one is none as soon as standard input is a pipe, where a value or
     * a page may come from, and it does not tell standard output from standard error.
     *
     * @param descriptor a link to what is open
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
