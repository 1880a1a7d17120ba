package dev.baokms.configuration;

import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A login method and its settings.
 *
 * @param method the chosen method
 * @param settings what the method made of the configuration
 * @param <S> type of the settings
 */
public record ChosenLogin<S>(LoginMethod<S> method, S settings) {
    static <S> ChosenLogin<S> of(LoginMethod<S> method, SettingValues values) {
        return new ChosenLogin<>(method, method.read(values));
    }

    /**
     * Creates a login from values outside a configuration, with the defaults of the method.
     *
     * @param texts name of the setting, as the method calls it, to its text
     */
    public static ChosenLogin<?> given(LoginMethod<?> method, Map<String, List<String>> texts) {
        return of(method, new SettingValues() {
            @Override
            public <T> Optional<T> find(Setting<T> setting) {
                return Optional.ofNullable(texts.get(setting.name()))
                        .or(() -> setting.fallback().map(List::of))
                        .map(setting.type().parser()::parse);
            }
        });
    }

    public Login open(LoginHost host) {
        return method.open(settings, host);
    }

    public LoginMethod.Setup setup() {
        return method.setup(settings);
    }
}
