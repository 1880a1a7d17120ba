package dev.baokms.testkit.emulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, from body, query and path, decoded as weakly as the server does it. */
final class RequestParameters {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False", "");

    private final Map<String, @Nullable Object> values;
    private final Map<String, String> captures;

    /** @param captures what the path says; wins over body and query */
    RequestParameters(Map<String, @Nullable Object> values, Map<String, String> captures) {
        this.values = values;
        this.captures = captures;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value as it came, null if absent or null. */
    @Nullable
    Object raw(String name) {
        return captures.containsKey(name) ? captures.get(name) : values.get(name);
    }

    /** What the server warns of. */
    List<String> warnings(Set<String> known) {
        List<String> warnings = new ArrayList<>();
        var ignored = new TreeSet<>(values.keySet());
        ignored.removeAll(known);
        ignored.removeAll(captures.keySet());
        if (!ignored.isEmpty()) {
            warnings.add("Endpoint ignored these unrecognized parameters: [" + String.join(" ", ignored) + "]");
        }
        var replaced = new TreeSet<>(values.keySet());
        replaced.retainAll(captures.keySet());
        if (!replaced.isEmpty()) {
            warnings.add("Endpoint replaced the value of these parameters with the values captured from the endpoint's"
                    + " path: ["
                    + String.join(" ", replaced) + "]");
        }
        return warnings;
    }

    String text(String name) {
        return text(name, "Field validation failed: ");
    }

    /** Encrypt validates its own fields, so its texts lack the general beginning. */
    String text(String name, String prefix) {
        Object value = raw(name);
        return switch (value) {
            case null -> "";
            case String s -> s;
            case BigDecimal n -> n.toString();
            case Boolean b -> b ? "1" : "0";
            default -> throw unconvertible(name, "string", value, prefix);
        };
    }

    int number(String name) {
        return number(name, "Field validation failed: ");
    }

    int number(String name, String prefix) {
        Object value = raw(name);
        if (value instanceof Map || value instanceof List) {
            throw unconvertible(name, "int", value, prefix);
        }
        String text = text(name, prefix);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw conversion(name, "'' cannot parse value as 'int': strconv.ParseInt: invalid syntax", prefix);
        }
    }

    boolean flag(String name) {
        Object value = raw(name);
        if (value instanceof Map || value instanceof List) {
            throw unconvertible(name, "bool", value, "Field validation failed: ");
        }
        String text = text(name);
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        throw conversion(
                name,
                "'' cannot parse value as 'bool': strconv.ParseBool: invalid syntax",
                "Field validation failed: ");
    }

    /** Zero if absent. */
    Duration duration(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Duration> parsed = BaoDuration.parse(text);
        return parsed.orElseThrow(
                () -> conversion(name, "time: invalid duration \"" + text + "\"", "Field validation failed: "));
    }

    /** An array of strings, or one string with commas. */
    List<String> texts(String name) {
        Object value = raw(name);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        String text = text(name);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /** Members of an object whose values are taken as text. */
    Map<String, String> textMap(String name) {
        Map<String, String> out = new LinkedHashMap<>();
        if (raw(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> out.put(String.valueOf(key), String.valueOf(value)));
        }
        return out;
    }

    private static Refusal unconvertible(String name, String wanted, Object got, String prefix) {
        return conversion(
                name, "'' expected type '" + wanted + "', got unconvertible type '" + goType(got) + "'", prefix);
    }

    private static Refusal conversion(String name, String problem, String prefix) {
        return Refusal.of(400, prefix + "error converting input for field \"" + name + "\": " + problem);
    }

    /** What Go calls the type of a decoded JSON value. */
    static String goType(@Nullable Object value) {
        return switch (value) {
            case null -> "<nil>";
            case String s -> "string";
            case BigDecimal n -> "json.Number";
            case Boolean b -> "bool";
            case Map<?, ?> m -> "map[string]interface {}";
            default -> "[]interface {}";
        };
    }
}
