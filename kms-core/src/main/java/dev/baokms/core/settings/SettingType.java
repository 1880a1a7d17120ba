package dev.baokms.core.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How text becomes the value of a setting.
 *
 * @param name what messages and references call it
 * @param scalar the type of one scalar in a structured file
 * @param isList whether a file holds a sequence of scalars
 * @param parser throws {@link IllegalArgumentException} that says what is allowed
 * @param schema the same rule for one scalar as JSON Schema keywords, as far as they can express it
 * @param <T> the value
 */
public record SettingType<T>(String name, Scalar scalar, boolean isList, Parser<T> parser, Map<String, Object> schema) {
    /** Types of scalars that files distinguish. */
    public enum Scalar {
        STRING,
        INTEGER,
        BOOLEAN
    }

    /**
     * Reads a value.
     *
     * @param <T> the value
     */
    public interface Parser<T> {
        /** @param texts one for a scalar, any number for a list */
        T parse(List<String> texts);
    }

    /**
     * Reads one scalar.
     *
     * @param <T> the value
     */
    public interface ScalarParser<T> {
        T parse(String text);
    }

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,10}");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    public static final SettingType<String> TEXT = of("string", text -> text, Map.of());
    public static final SettingType<Boolean> SWITCH =
            new SettingType<>("boolean", Scalar.BOOLEAN, false, texts -> parseSwitch(texts.getFirst()), Map.of());
    public static final SettingType<Duration> DURATION =
            of("duration", SettingType::parseDuration, pattern("(" + DURATION_PART + ")+"));
    /** An absolute path, as text: the code that opens it decides whether it may be trusted. */
    public static final SettingType<String> FILE = of("absolute path", SettingType::parseFile, pattern("/.*"));

    public static final SettingType<List<String>> TEXTS =
            new SettingType<>("list of strings", Scalar.STRING, true, List::copyOf, Map.of());

    /** A scalar that a file writes as text. */
    public static <T> SettingType<T> of(String name, ScalarParser<T> parser, Map<String, Object> schema) {
        return new SettingType<>(name, Scalar.STRING, false, texts -> parser.parse(texts.getFirst()), schema);
    }

    /** A whole number from {@code low} to {@code high}, both allowed. */
    public static SettingType<Integer> integer(int low, int high) {
        return new SettingType<>(
                "integer",
                Scalar.INTEGER,
                false,
                texts -> parseInteger(texts.getFirst(), low, high),
                Map.of("minimum", low, "maximum", high));
    }

    public static SettingType<String> oneOf(String... choices) {
        List<String> allowed = List.of(choices);
        return of(
                "one of " + String.join(", ", allowed),
                text -> {
                    if (!allowed.contains(text)) {
                        throw new IllegalArgumentException(
                                "is \"" + text + "\", need one of " + String.join(", ", allowed));
                    }
                    return text;
                },
                Map.of("enum", allowed));
    }

    /** The keyword of JSON Schema for a whole text of this form. */
    public static Map<String, Object> pattern(String form) {
        return Map.of("pattern", "^(" + form + ")$");
    }

    /** Numbers with a unit, such as {@code 30s} or {@code 1h30m}. */
    public static Duration parseDuration(String text) {
        Duration total = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            total = total.plus(
                    switch (part.group(2).toLowerCase(Locale.ROOT)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("need a number with a unit of ms, s, m or h, such as 30s or 1h30m");
        }
        return total;
    }

    private static int parseInteger(String text, int low, int high) {
        // Ten digits fit a long. The JDK would also accept digits of other scripts, which no other reader of the file
        // does.
        if (!INTEGER.matcher(text).matches()) {
            throw new IllegalArgumentException("need a whole number from " + low + " to " + high);
        }
        long value = Long.parseLong(text);
        if (value < low || value > high) {
            throw new IllegalArgumentException("is " + value + ", need " + low + " to " + high);
        }
        return (int) value;
    }

    private static boolean parseSwitch(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("need true or false");
        };
    }

    private static String parseFile(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("need an absolute path");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("need a path without a NUL character");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("need a path that is well-formed Unicode");
        }
        return text;
    }
}
