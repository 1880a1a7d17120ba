package dev.baokms.testkit.emulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing to encrypt or decrypt, alone or in a batch.
 *
 * @param payload plaintext or ciphertext
 */
record Item(String payload, String associatedData, String context, int keyVersion, String reference) {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    /** The single item of a request without a batch. */
    static Item single(RequestParameters fields, String payload, String prefix) {
        return new Item(
                fields.text(payload, prefix),
                fields.text("associated_data", prefix),
                fields.text("context", prefix),
                payload.equals("plaintext") ? fields.number("key_version", prefix) : 0,
                "");
    }

    /** The items of {@code batch_input}, if there is one. Decoded strictly: any violation fails the whole request. */
    static Optional<List<Item>> batch(RequestParameters fields, String payload) {
        Object input = fields.raw("batch_input");
        if (input == null) {
            return Optional.empty();
        }
        if (!(input instanceof List<?> list)) {
            throw malformed("source data must be an array or slice, got " + RequestParameters.goType(input));
        }
        if (list.isEmpty()) {
            throw Refusal.of(400, "missing batch input to process");
        }
        List<String> problems = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map) {
                items.add(new Strict(map, i, problems).item(payload));
            } else {
                problems.add("[" + i + "] expected a map, got '" + RequestParameters.goType(list.get(i)) + "'");
            }
        }
        if (!problems.isEmpty()) {
            throw malformed(String.join("\n", problems));
        }
        return Optional.of(items);
    }

    /** Rewrap reads its items weakly and knows no associated data. */
    static Optional<List<Item>> weakBatch(RequestParameters fields) {
        Object input = fields.raw("batch_input");
        if (input == null) {
            return Optional.empty();
        }
        if (!(input instanceof List<?> list)) {
            throw malformed("'' source data must be an array or slice, got " + RequestParameters.goType(input));
        }
        if (list.isEmpty()) {
            throw Refusal.of(400, "missing batch input to process");
        }
        return Optional.of(list.stream().map(Item::weak).toList());
    }

    @SuppressWarnings("unchecked")
    private static Item weak(@Nullable Object element) {
        if (!(element instanceof Map<?, ?> map)) {
            throw malformed("expected a map, got '" + RequestParameters.goType(element) + "'");
        }
        var fields = new RequestParameters((Map<String, @Nullable Object>) map, Map.of());
        return new Item(
                fields.text("ciphertext"),
                "",
                fields.text("context"),
                fields.number("key_version"),
                fields.text("reference"));
    }

    /** A batch has contexts everywhere or nowhere. */
    static void requireUniformContexts(List<Item> items) {
        boolean first = items.getFirst().context.isEmpty();
        if (items.stream().anyMatch(item -> item.context.isEmpty() != first)) {
            throw Refusal.of(400, "context should be set either in all the request blocks or in none");
        }
    }

    private static Refusal malformed(String text) {
        return Refusal.wrapped(500, "failed to parse batch input: " + text);
    }

    /** Reads one element and notes what is wrong with it. */
    private record Strict(Map<?, ?> map, int index, List<String> problems) {
        Item item(String payload) {
            if (!map.containsKey(payload)) {
                String verb = payload.equals("plaintext") ? "encrypt" : "decrypt";
                problems.add("'[%d].%s' missing %s to %s".formatted(index, payload, payload, verb));
            } else if (payload.equals("plaintext") && map.get(payload) == null) {
                problems.add(expected(payload, "string", null));
            }
            return new Item(
                    text(payload), text("associated_data"), text("context"), number("key_version"), text("reference"));
        }

        private String text(String name) {
            Object value = map.get(name);
            if (value instanceof String s) {
                return s;
            }
            if (value != null) {
                problems.add(expected(name, "string", value));
            }
            return "";
        }

        private int number(String name) {
            Object value = map.get(name);
            if (value instanceof BigDecimal number) {
                if (INTEGER.matcher(number.toString()).matches()) {
                    return number.intValueExact();
                }
                problems.add("error decoding json.Number into [%d].%s: strconv.ParseInt: parsing \"%s\": invalid syntax"
                        .formatted(index, name, number));
            } else if (value != null) {
                problems.add(expected(name, "int", value));
            }
            return 0;
        }

        private String expected(String name, String type, @Nullable Object got) {
            return "'[%d].%s' expected type '%s', got unconvertible type '%s'"
                    .formatted(index, name, type, RequestParameters.goType(got));
        }
    }
}
