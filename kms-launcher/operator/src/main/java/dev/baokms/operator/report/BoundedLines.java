package dev.baokms.operator.report;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads lines of a text from elsewhere, with a limit on the length of a line and on the whole text. */
public final class BoundedLines {
    /** The limit for the whole text: a gigabyte at one byte for each character. An API server's metrics have 20 MB. */
    private static final long MOST_IN_ALL = 1L << 30;

    private final BufferedReader text;
    private final int mostCharacters;
    private long left = MOST_IN_ALL;

    /**
     * Creates a reader of lines.
     *
     * @param mostCharacters the most characters of a line that are kept; the rest is skipped
     */
    public BoundedLines(BufferedReader text, int mostCharacters) {
        this.text = text;
        this.mostCharacters = mostCharacters;
    }

    /**
     * Returns the next line; null at the end.
     *
     * @throws IOException when reading fails, or when the text does not end within a gigabyte
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
