package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.Setting.Condition;
import dev.baokms.core.settings.SettingType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file's shape as JSON Schema, draft 2020-12, made from {@link ConfigFields}. The schema is closed, so that an
 * editor marks a misspelt name. It cannot express the owners' rules, such as which intervals must not exceed which and
 * which labels are fit for an id. Only the reader of the file checks those.
 */
public final class Schema {
    private final List<Setting<?>> fields;

    private Schema(List<Setting<?>> fields) {
        this.fields = fields;
    }

    /** Returns maps, lists, texts, numbers and booleans, to be printed as JSON. */
    public static Map<String, Object> document() {
        return new Schema(ConfigFields.ALL).root();
    }

    private Map<String, Object> root() {
        var document = new LinkedHashMap<String, Object>();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", ConfigurationTexts.SCHEMA_TITLE);
        document.putAll(section(""));
        document.put("allOf", rules());
        return document;
    }

    private Map<String, Object> section(String prefix) {
        var properties = new LinkedHashMap<String, Object>();
        for (Setting<?> field : fields) {
            if (field.name().startsWith(prefix)) {
                String name = field.name().substring(prefix.length());
                int dot = name.indexOf('.');
                if (dot < 0) {
                    properties.put(name, value(field));
                } else {
                    String section = name.substring(0, dot);
                    properties.computeIfAbsent(section, any -> section(prefix + section + "."));
                }
            }
        }
        var object = new LinkedHashMap<String, Object>();
        object.put("type", "object");
        object.put("additionalProperties", false);
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> value(Setting<?> field) {
        var value = new LinkedHashMap<String, Object>();
        value.put("description", field.meaning());
        Map<String, Object> scalar = new LinkedHashMap<>();
        scalar.put("type", typeOf(field.type().scalar()));
        scalar.putAll(field.type().schema());
        if (field.type().isList()) {
            value.put("type", "array");
            value.put("items", scalar);
        } else {
            value.putAll(scalar);
        }
        field.fallback()
                .ifPresent(text -> value.put("default", typed(field.type().scalar(), text)));
        return value;
    }

    private static String typeOf(Scalar type) {
        return switch (type) {
            case STRING -> "string";
            case INTEGER -> "integer";
            case BOOLEAN -> "boolean";
        };
    }

    private static Object typed(Scalar type, String text) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> Integer.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
        };
    }

    /** Returns the required fields, grouped by the choices that require them, and the rules that span fields. */
    private List<Object> rules() {
        var byConditions = new LinkedHashMap<List<Condition>, Set<String>>();
        for (Setting<?> field : fields) {
            if (field.required()) {
                byConditions
                        .computeIfAbsent(field.conditions(), any -> new LinkedHashSet<>())
                        .add(field.name());
            }
        }
        var rules = new ArrayList<Object>();
        byConditions.forEach((conditions, paths) -> {
            Map<String, Object> required =
                    all(paths.stream().map(Schema::present).toList());
            rules.add(
                    conditions.isEmpty()
                            ? required
                            : ordered(
                                    "if",
                                    all(conditions.stream().map(Schema::holds).toList()),
                                    "then",
                                    required));
        });
        rules.add(
                Map.of("oneOf", List.of(present(ConfigFields.ADDRESS.name()), present(ConfigFields.ADDRESSES.name()))));
        rules.add(at(ConfigFields.ADDRESSES.name(), Map.of("minItems", 1), false));
        return rules;
    }

    private static Map<String, Object> all(List<Map<String, Object>> schemas) {
        return schemas.size() == 1 ? schemas.getFirst() : Map.of("allOf", schemas);
    }

    private static Map<String, Object> present(String path) {
        return at(path, Map.of(), true);
    }

    /** A condition on the default choice also holds for a file that does not make the choice. */
    private static Map<String, Object> holds(Condition condition) {
        boolean byDefault = condition
                .selector()
                .fallback()
                .filter(condition.choice()::equals)
                .isPresent();
        return at(condition.selector().name(), Map.of("const", condition.choice()), !byDefault);
    }

    /** Returns the rule for the value at a dotted path. {@code required} says whether every step must be present. */
    private static Map<String, Object> at(String path, Map<String, Object> rule, boolean required) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Map<String, Object> below = dot < 0 ? rule : at(path.substring(dot + 1), rule, required);
        Map<String, Object> properties = below.isEmpty() ? Map.of() : Map.of("properties", Map.of(name, below));
        return required ? ordered("required", List.of(name), properties) : properties;
    }

    private static Map<String, Object> ordered(String key, Object value, Map<String, Object> more) {
        var map = new LinkedHashMap<String, Object>();
        map.put(key, value);
        map.putAll(more);
        return map;
    }

    private static Map<String, Object> ordered(String key, Object value, String other, Object otherValue) {
        return ordered(key, value, Map.of(other, otherValue));
    }
}
