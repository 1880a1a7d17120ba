package dev.baokms.operator.report;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of a text that somebody else wrote: none of them may fill the memory, and there must be an end to them. */
public final class BoundedLines {
    /** A gigabyte of what is one character a byte; an API server's metrics have 20 MB. */
    private static final long MOST_IN_ALL = 1L << 30;

    private final BufferedReader text;
    private final int mostCharacters;
    private long left = MOST_IN_ALL;

    /** @param mostCharacters of a line that are kept; the rest of it is skipped */
    public BoundedLines(BufferedReader text, int mostCharacters) {
        this.text = text;
        this.mostCharacters = mostCharacters;
    }

    /**
     * Null at the end.
     *
     * @throws IOException also when there is no end within a gigabyte
     */
    public @Nullable String next() throws IOException {
        int read = read();
        if (read < 0) {
            return null;
        }
        var line = new StringBuilder();
        while (read >= 0 && read != '\n') {
            if (line.length() < mostCharacters) {
                line.append((char) read);
            }
            read = read();
        }
        return line.toString();
    }

    private int read() throws IOException {
        if (--left < 0) {
            throw new IOException(ReportTexts.textTooLong(MOST_IN_ALL));
        }
        return text.read();
    }
}
