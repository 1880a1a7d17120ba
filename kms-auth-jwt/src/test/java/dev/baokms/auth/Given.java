package dev.baokms.auth;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as a configuration gives them: texts, read under the types of their settings. */
public final class Given implements SettingValues {
    private final Map<String, List<String>> texts = new HashMap<>();

    /** @param value more than one for a list */
    public Given with(String name, String... value) {
        texts.put(name, List.of(value));
        return this;
    }

    public Given without(String name) {
        texts.remove(name);
        return this;
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(texts.get(setting.name()))
                .or(() -> setting.fallback().map(List::of))
                .map(value -> setting.type().parser().parse(value));
    }
}
