package dev.baokms.testkit.emulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, from body, query and path, decoded as leniently as the server does. */
final class RequestParameters {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False", "");

    private final Map<String, @Nullable Object> values;
    private final Map<String, String> captures;
    private final String validation;

    /** @param captures parameters from the path; they win over body and query */
    RequestParameters(Map<String, @Nullable Object> values, Map<String, String> captures) {
        this(values, captures, "Field validation failed: ");
    }

    private RequestParameters(Map<String, @Nullable Object> values, Map<String, String> captures, String validation) {
        this.values = values;
        this.captures = captures;
        this.validation = validation;
    }

    /**
     * The same parameters with the error texts of encrypt, which validates its own fields and lacks the usual prefix.
     */
    RequestParameters ownValidation() {
        return new RequestParameters(values, captures, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Refuses parameters that the emulator does not have: ignoring them would answer a different request. */
    void refuse(String names) {
        Arrays.stream(names.split(" ", -1)).filter(this::has).findFirst().ifPresent(name -> {
            throw Refusal.notHere(name);
        });
    }

    /** The raw value, null if absent or null. */
    @Nullable
    Object raw(String name) {
        return captures.containsKey(name) ? captures.get(name) : values.get(name);
    }

    /** The server's warnings about unknown parameters. */
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
        return scalar(name, "string");
    }

    private String scalar(String name, String wanted) {
        Object value = raw(name);
        return switch (value) {
            case null -> "";
            case String s -> s;
            case BigDecimal n -> n.toString();
            case Boolean b -> b ? "1" : "0";
            default ->
                throw conversion(
                        name, "'' expected type '" + wanted + "', got unconvertible type '" + goType(value) + "'");
        };
    }

    int number(String name) {
        String text = scalar(name, "int");
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw conversion(name, "'' cannot parse value as 'int': strconv.ParseInt: invalid syntax");
        }
    }

    boolean flag(String name) {
        String text = scalar(name, "bool");
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text);
        }
        throw conversion(name, "'' cannot parse value as 'bool': strconv.ParseBool: invalid syntax");
    }

    /** Zero if absent. */
    Duration duration(String name) {
        String text = text(name);
        return text.isEmpty()
                ? Duration.ZERO
                : BaoDuration.parse(text)
                        .orElseThrow(() -> conversion(name, "time: invalid duration \"" + text + "\""));
    }

    /** An array of strings, or one string with commas. */
    List<String> texts(String name) {
        if (raw(name) instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        String text = text(name);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private Refusal conversion(String name, String problem) {
        return Refusal.of(400, validation + "error converting input for field \"" + name + "\": " + problem);
    }

    /** Go's name for the type of a decoded JSON value. */
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
