package dev.baokms.testkit.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body as the server does: its limits, its error texts, and its habit of ignoring a second JSON value.
 *
 * <p>Values are {@code Map}, {@code List}, {@code String}, {@link JsonNumber}, {@code Boolean} or null. Not recursive: the limit of
 * 10000 levels is the server's, and a thread's stack may hold fewer.
 */
final class JsonReader {
    private static final int MAX_STRINGS = 1000;
    private static final int MAX_DEPTH = 10_000;
    private static final long MAX_MEMORY = 34_078_720;

    private final String text;
    private int at;
    private int strings;
    private long memory;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The members of the first value; {@code null} and nothing at all count as an object without members. */
    static Map<String, @Nullable Object> readObject(String text) {
        if (text.isBlank()) {
            return new LinkedHashMap<>();
        }
        var reader = new JsonReader(text);
        Object value = reader.value();
        reader.requireEndOrAnotherValue();
        return members(value);
    }

    /** The first value, whatever it is. */
    static @Nullable Object readValue(String text) {
        return new JsonReader(text).value();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> members(@Nullable Object value) {
        return switch (value) {
            case null -> new LinkedHashMap<>();
            case Map<?, ?> map -> (Map<String, @Nullable Object>) map;
            default ->
                throw bad("json: cannot unmarshal " + kind(value) + " into Go value of type map[string]interface {}");
        };
    }

    private static String kind(Object value) {
        return switch (value) {
            case String s -> "string";
            case JsonNumber n -> "number";
            case Boolean b -> "bool";
            default -> "array";
        };
    }

    private @Nullable Object value() {
        Deque<Container> open = new ArrayDeque<>();
        while (true) {
            Object value = begin(open);
            if (value instanceof Container) {
                continue;
            }
            while (true) {
                if (open.isEmpty()) {
                    return value;
                }
                Container container = open.element();
                container.add(value);
                char c = next();
                if (c == ',') {
                    readName(container, next());
                    break;
                }
                if (c != container.end) {
                    throw invalid(c, container.names ? " after object key:value pair" : " after array element");
                }
                value = open.remove().value();
            }
        }
    }

    /** A whole value, or the container just opened, whose first element follows. */
    private @Nullable Object begin(Deque<Container> open) {
        char c = next();
        if (c != '{' && c != '[') {
            return scalar(c);
        }
        var container = new Container(c == '{');
        open.push(container);
        if (open.size() > MAX_DEPTH) {
            throw invalid(c, " exceeded max depth");
        }
        spend(container.names ? 88 : 40);
        char first = next();
        if (first == container.end) {
            return open.remove().value();
        }
        if (container.names && first != '"') {
            throw invalid(first, "");
        }
        readName(container, first);
        return container;
    }

    private void readName(Container container, char first) {
        if (!container.names) {
            at--;
            return;
        }
        if (first != '"') {
            throw invalid(first, " looking for beginning of object key string");
        }
        container.name = string();
        char colon = next();
        if (colon != ':') {
            throw invalid(colon, " after object key");
        }
    }

    private @Nullable Object scalar(char c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> {
                if (c != '-' && !digit(c)) {
                    throw invalid(c, " looking for beginning of value");
                }
                spend(24);
                yield number(c);
            }
        };
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        for (int i = 1; i < word.length(); i++) {
            char c = take();
            if (c != word.charAt(i)) {
                throw invalid(c, " in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        return value;
    }

    private JsonNumber number(char first) {
        int start = at - 1;
        char lead = first;
        if (first == '-') {
            lead = take();
            if (!digit(lead)) {
                throw invalid(lead, " in numeric literal");
            }
        }
        if (lead != '0') {
            digits();
        }
        if (peek() == '.') {
            at++;
            requireDigit(" after decimal point in numeric literal");
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            requireDigit(" in exponent of numeric literal");
        }
        return new JsonNumber(text.substring(start, at));
    }

    private void requireDigit(String where) {
        char c = take();
        if (!digit(c)) {
            throw invalid(c, where);
        }
        digits();
    }

    private void digits() {
        while (digit(peek())) {
            at++;
        }
    }

    private String string() {
        if (++strings > MAX_STRINGS) {
            throw complex("maximum number of strings");
        }
        int start = at;
        while (peek() != '"' && peek() != '\\' && peek() >= ' ') {
            at++;
        }
        var out = new StringBuilder(at - start + 16).append(text, start, at);
        for (char c = take(); c != '"'; c = take()) {
            if (c < ' ') {
                throw invalid(c, " in string literal");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        spend(32L + out.length());
        return out.toString();
    }

    private char escaped() {
        char c = take();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    char hex = take();
                    int digit = hex < 128 ? Character.digit(hex, 16) : -1;
                    if (digit < 0) {
                        throw invalid(hex, " in \\u hexadecimal character escape");
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw invalid(c, " in string escape code");
        };
    }

    private void requireEndOrAnotherValue() {
        skipBlanks();
        if (at < text.length() && "{[\"-0123456789tfn".indexOf(text.charAt(at)) < 0) {
            throw invalid(text.charAt(at), " looking for beginning of value");
        }
    }

    private char next() {
        skipBlanks();
        return take();
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char take() {
        if (at >= text.length()) {
            throw bad("unexpected EOF");
        }
        return text.charAt(at++);
    }

    /** The next character, or NUL at the end: NUL is legal nowhere in JSON. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void spend(long bytes) {
        memory += bytes;
        if (memory > MAX_MEMORY) {
            throw complex("maximum estimated memory limits");
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Refusal invalid(char c, String where) {
        String shown =
                c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : c == '\'' ? "\\'" : String.valueOf(c);
        return bad("invalid character '" + shown + "'" + where);
    }

    private static Refusal bad(String text) {
        return Refusal.of(400, "failed to decode JSON input: " + text);
    }

    private static Refusal complex(String text) {
        return Refusal.of(400, "refused JSON input due to high complexity: exceeded " + text);
    }

    /** An object or array not yet closed. */
    private static final class Container {
        private final Map<String, @Nullable Object> object = new LinkedHashMap<>();
        private final List<@Nullable Object> array = new ArrayList<>();
        private final boolean names;
        private final char end;
        private @Nullable String name;

        Container(boolean names) {
            this.names = names;
            this.end = names ? '}' : ']';
        }

        void add(@Nullable Object value) {
            if (names) {
                object.put(Objects.requireNonNull(name), value);
            } else {
                array.add(value);
            }
        }

        Object value() {
            return names ? object : array;
        }
    }
}
