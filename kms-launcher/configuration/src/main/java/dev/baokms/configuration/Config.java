package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration that can be used: every value passed its rule, and every owner of values accepted them. */
public final class Config implements SettingValues {
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

    @Override
    @SuppressWarnings("unchecked") // put in by ConfigReader under the type of the setting of the same name
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting.name()));
    }

    /** Every field that has a value, in the order of the reference, with the source of the value. */
    public Map<String, Resolved> sources() {
        return new LinkedHashMap<>(sources);
    }
}
