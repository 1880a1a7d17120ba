package dev.baokms.core.settings;

import java.util.Optional;

/** Values of settings, read by their types, defaults included. */
public interface SettingValues {
    /** Empty for a setting that was not given and has no default. */
    <T> Optional<T> find(Setting<T> setting);

    /**
     * The value of a setting that is required or has a default.
     *
     * @throws IllegalStateException if it has none after all
     */
    default <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " has no value"));
    }
}
