package dev.baokms.testkit.emulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One item to encrypt or decrypt, alone or in a batch.
 *
 * @param payload plaintext or ciphertext
 */
record Item(String payload, String associatedData, String context, int keyVersion, String reference) {
    /** The single item of a request without a batch. */
    static Item single(RequestParameters fields, String payload) {
        return new Item(
                fields.text(payload),
                fields.text("associated_data"),
                fields.text("context"),
                payload.equals("plaintext") ? fields.number("key_version") : 0,
                "");
    }

    /** The items of {@code batch_input}, if there is one. Read strictly: any violation fails the whole request. */
    static Optional<List<Item>> batch(RequestParameters fields, String payload) {
        return elements(fields).map(list -> {
            List<Item> items = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Map<?, ?> map)) {
                    throw malformed(
                            "[" + items.size() + "] expected a map, got '" + RequestParameters.goType(element) + "'");
                }
                items.add(new Strict(map, items.size()).item(payload));
            }
            return items;
        });
    }

    /** Rewrap decodes its items leniently and has no associated data. */
    @SuppressWarnings("unchecked")
    static Optional<List<Item>> weakBatch(RequestParameters fields) {
        return elements(fields).map(list -> {
            List<Item> items = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Map<?, ?> map)) {
                    throw malformed("expected a map, got '" + RequestParameters.goType(element) + "'");
                }
                items.add(weak(new RequestParameters((Map<String, @Nullable Object>) map, Map.of())));
            }
            return items;
        });
    }

    static Item weak(RequestParameters fields) {
        return new Item(
                fields.text("ciphertext"),
                "",
                fields.text("context"),
                fields.number("key_version"),
                fields.text("reference"));
    }

    private static Optional<List<?>> elements(RequestParameters fields) {
        return switch (fields.raw("batch_input")) {
            case null -> Optional.empty();
            case List<?> list when list.isEmpty() -> throw Refusal.of(400, "missing batch input to process");
            case List<?> list -> Optional.of(list);
            case Object other ->
                throw malformed("source data must be an array or slice, got " + RequestParameters.goType(other));
        };
    }

    /** Either all items of a batch have a context, or none. */
    static void requireUniformContexts(List<Item> items) {
        boolean first = items.getFirst().context.isEmpty();
        if (items.stream().anyMatch(item -> item.context.isEmpty() != first)) {
            throw Refusal.of(400, "context should be set either in all the request blocks or in none");
        }
    }

    private static Refusal malformed(String text) {
        return Refusal.wrapped(500, "failed to parse batch input: " + text);
    }

    /** Reads one element without conversions. */
    private record Strict(Map<?, ?> map, int index) {
        Item item(String payload) {
            if (!map.containsKey(payload)) {
                String verb = payload.equals("plaintext") ? "encrypt" : "decrypt";
                throw malformed("'[%s].%s' missing %s to %s".formatted(index, payload, payload, verb));
            }
            if (payload.equals("plaintext") && map.get(payload) == null) {
                throw unexpected(payload, "string");
            }
            return new Item(
                    text(payload), text("associated_data"), text("context"), number("key_version"), text("reference"));
        }

        private String text(String name) {
            return switch (map.get(name)) {
                case null -> "";
                case String text -> text;
                default -> throw unexpected(name, "string");
            };
        }

        private int number(String name) {
            return switch (map.get(name)) {
                case null -> 0;
                case BigDecimal number when number.toString().matches("-?[0-9]{1,9}") -> number.intValueExact();
                default -> throw unexpected(name, "int");
            };
        }

        private Refusal unexpected(String name, String type) {
            return malformed("'[%s].%s' expected type '%s', got unconvertible type '%s'"
                    .formatted(index, name, type, RequestParameters.goType(map.get(name))));
        }
    }
}
