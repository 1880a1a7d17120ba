package dev.baokms.operator.report;

import dev.baokms.core.login.Diagnosis.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The style of lines for people, the same for every command. A colour never stands alone: a symbol or a word always
 * says the same. Texts are wrapped before they are coloured, because colour codes take no space on a screen.
 */
public final class TextStyle {
    /** The symbol that the fewest encodings support. */
    static final char HARDEST_SYMBOL = '\u2718';

    private static final int LEAST_TEXT = 30;

    /** The kinds of text, each with its ECMA-48 code. */
    private enum Paint {
        GREEN("32"),
        YELLOW("33"),
        RED("31"),
        BOLD("1"),
        FAINT("2");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    private final boolean colours;
    private final boolean symbols;
    private final int columns;

    /**
     * Creates a style.
     *
     * @param columns the width of the screen
     */
    TextStyle(boolean colours, boolean symbols, int columns) {
        this.colours = colours;
        this.symbols = symbols;
        this.columns = columns;
    }

    /** Returns the one-character mark for a check's outcome. */
    public String mark(Status status) {
        return switch (status) {
            case PASS -> painted(Paint.GREEN, symbols ? "\u2714" : "+");
            case WARN -> painted(Paint.YELLOW, "!");
            case FAIL -> painted(Paint.RED, symbols ? "\u2718" : "x");
            case SKIP -> painted(Paint.FAINT, symbols ? "\u2013" : "-");
        };
    }

    /** Styles a title above lines. */
    public String heading(String text) {
        return painted(Paint.BOLD, text);
    }

    /** Styles text that a reader may skip. */
    public String faint(String text) {
        return painted(Paint.FAINT, text);
    }

    /** Styles a sentence about the outcome. */
    public String verdict(Status status, String text) {
        return switch (status) {
            case PASS -> painted(Paint.GREEN, text);
            case WARN -> painted(Paint.YELLOW, text);
            case FAIL -> painted(Paint.RED, text);
            case SKIP -> faint(text);
        };
    }

    /**
     * Wraps a text into lines that fit beside the given number of columns. A word that is too long, such as a path,
     * stays whole so that it can be copied.
     */
    public List<String> wrapped(String text, int beside) {
        int room = Math.max(LEAST_TEXT, columns - beside);
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String painted(Paint paint, String text) {
        return colours ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
    }
}
