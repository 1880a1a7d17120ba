package dev.baokms.operator.report;

import dev.baokms.core.login.Diagnosis.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * How lines for people look, for every command alike. A colour never says anything alone: there is always a symbol or a word that
 * says the same. Texts are wrapped before they are coloured, since codes take no room on a screen.
 */
public final class TextStyle {
    /** Of all symbols the one that fewest encodings have. */
    static final char HARDEST_SYMBOL = '\u2718';

    private static final int LEAST_TEXT = 30;

    /** What a piece of text is, each with its code of ECMA-48. */
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

    /** @param columns of the screen */
    TextStyle(boolean colours, boolean symbols, int columns) {
        this.colours = colours;
        this.symbols = symbols;
        this.columns = columns;
    }

    /** One character for how a check went. */
    public String mark(Status status) {
        return switch (status) {
            case PASS -> painted(Paint.GREEN, symbols ? "\u2714" : "+");
            case WARN -> painted(Paint.YELLOW, "!");
            case FAIL -> painted(Paint.RED, symbols ? "\u2718" : "x");
            case SKIP -> painted(Paint.FAINT, symbols ? "\u2013" : "-");
        };
    }

    /** A title over lines. */
    public String heading(String text) {
        return painted(Paint.BOLD, text);
    }

    /** What may be passed over. */
    public String faint(String text) {
        return painted(Paint.FAINT, text);
    }

    /** A sentence that tells how it went. */
    public String verdict(Status status, String text) {
        return switch (status) {
            case PASS -> painted(Paint.GREEN, text);
            case WARN -> painted(Paint.YELLOW, text);
            case FAIL -> painted(Paint.RED, text);
            case SKIP -> faint(text);
        };
    }

    /**
     * A text in lines that fit beside so many columns. A word that is too long, such as a path, stays whole: it is there to be
     * copied.
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
