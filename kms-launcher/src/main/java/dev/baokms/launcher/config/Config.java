package dev.baokms.launcher.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration whose every value passed its rule. {@link Settings} gives it the shape the parts want. */
public final class Config {
    /**
     * Where a value came from.
     *
     * @param texts the value as written
     * @param source {@code default}, a place in the file, {@code environment NAME} or {@code flag NAME}
     */
    public record Resolved(List<String> texts, String source) {}

    private final Map<String, Object> values;
    private final Map<String, Resolved> sources;

    Config(Map<String, Object> values, Map<String, Resolved> sources) {
        this.values = Map.copyOf(values);
        this.sources = new LinkedHashMap<>(sources);
    }

    /** The value of a field that is required or has a default. */
    <T> T get(Field<T> field) {
        return find(field)
                .orElseThrow(
                        () -> new IllegalStateException(field.path() + " has no value although it passed the rules"));
    }

    @SuppressWarnings("unchecked") // values are put in by ConfigReader under the kind of the same field
    <T> Optional<T> find(Field<T> field) {
        return Optional.ofNullable((T) values.get(field.path()));
    }

    /** Every field that has a value, in the order of the reference, with where it came from. */
    public Map<String, Resolved> sources() {
        return new LinkedHashMap<>(sources);
    }
}
