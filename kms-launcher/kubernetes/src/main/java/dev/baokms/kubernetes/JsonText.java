package dev.baokms.kubernetes;

import dev.baokms.kubernetes.Value.Field;
import dev.baokms.kubernetes.Value.Fields;
import dev.baokms.kubernetes.Value.Items;
import dev.baokms.kubernetes.Value.Kind;
import dev.baokms.kubernetes.Value.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file that begins with a brace. The API server accepts it as JSON only, without comments and without a second
 * document. The YAML parser would accept more than that, and would refuse some JSON.
 */
final class JsonText {
    private static final Pattern LITERAL =
            Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([\"\\\\/bfnrt])|u([0-9a-fA-F]{4}))");

    private final Path file;
    private final String text;
    private final Matcher literal;
    private final Matcher escape;
    private int count;
    private int at;
    private int line = 1;
    private int lineStart;

    private JsonText(Path file, String text) {
        this.file = file;
        this.text = text;
        this.literal = LITERAL.matcher(text);
        this.escape = ESCAPE.matcher(text);
    }

    static boolean isJson(String text) {
        return text.codePoints()
                .dropWhile(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))
                .limit(1)
                .anyMatch(c -> c == '{');
    }

    static Value read(Path file, String text) {
        var json = new JsonText(file, text);
        Value root = json.value(0);
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.refused(KubernetesTexts.TEXT_AFTER_JSON);
        }
        return root;
    }

    private Value value(int depth) {
        skipSpace();
        if (depth > Value.MAX_DEPTH) {
            throw refused(KubernetesTexts.TOO_DEEP);
        }
        if (++count > Value.MAX_COUNT) {
            throw refused(KubernetesTexts.tooMany(Value.MAX_COUNT));
        }
        return switch (peek()) {
            case '{' -> fields(depth);
            case '[' -> items(depth);
            case '"' -> string();
            default -> literal();
        };
    }

    private Value fields(int depth) {
        String place = place();
        var entries = new ArrayList<Field>();
        at++;
        for (boolean more = !taken('}'); more; more = !closed('}')) {
            skipSpace();
            Scalar name = string();
            if (!taken(':')) {
                throw notJson();
            }
            entries.add(new Field(name.text(), name.place(), value(depth + 1)));
        }
        return new Fields(entries, place);
    }

    private Value items(int depth) {
        String place = place();
        List<Value> values = new ArrayList<>();
        at++;
        for (boolean more = !taken(']'); more; more = !closed(']')) {
            values.add(value(depth + 1));
        }
        return new Items(values, place);
    }

    private Scalar string() {
        String place = place();
        if (peek() != '"') {
            throw notJson();
        }
        var content = new StringBuilder();
        at++;
        while (peek() != '"') {
            if (peek() < ' ') {
                throw notJson();
            }
            content.append(peek() == '\\' ? escaped() : text.charAt(at++));
        }
        at++;
        return new Scalar(Kind.TEXT, content.toString(), place);
    }

    private char escaped() {
        if (!escape.region(at, text.length()).lookingAt()) {
            throw notJson();
        }
        at = escape.end();
        String letter = escape.group(1);
        return letter == null
                ? (char) Integer.parseInt(escape.group(2), 16)
                : switch (letter) {
                    case "b" -> '\b';
                    case "f" -> '\f';
                    case "n" -> '\n';
                    case "r" -> '\r';
                    case "t" -> '\t';
                    default -> letter.charAt(0);
                };
    }

    private Scalar literal() {
        String place = place();
        if (!literal.region(at, text.length()).lookingAt()) {
            throw notJson();
        }
        at = literal.end();
        return switch (literal.group()) {
            case "null" -> new Scalar(Kind.NOTHING, "", place);
            case "true", "false" -> new Scalar(Kind.BOOLEAN, literal.group(), place);
            default -> new Scalar(Kind.NUMBER, literal.group(), place);
        };
    }

    /** Whether the collection ends here. If not, a comma must follow. */
    private boolean closed(char end) {
        if (taken(end)) {
            return true;
        }
        if (!taken(',')) {
            throw notJson();
        }
        return false;
    }

    private boolean taken(char expected) {
        skipSpace();
        boolean found = peek() == expected;
        at += found ? 1 : 0;
        return found;
    }

    /** Returns zero at the end. Zero is as invalid there as inside the text. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
        while (" \t\r\n".indexOf(peek()) >= 0) {
            if (peek() == '\n') {
                line++;
                lineStart = at + 1;
            }
            at++;
        }
    }

    private RefusedException notJson() {
        return refused(KubernetesTexts.NOT_JSON);
    }

    private RefusedException refused(String rule) {
        return new RefusedException(KubernetesTexts.at(place(), rule));
    }

    private String place() {
        return file + ":" + line + ":" + (at - lineStart + 1);
    }
}
