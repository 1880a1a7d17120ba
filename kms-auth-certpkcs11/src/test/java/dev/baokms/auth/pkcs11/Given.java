package dev.baokms.auth.pkcs11;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as a configuration gives them: texts, read under the types of their settings. */
final class Given implements SettingValues {
    private final Map<String, String> texts = new HashMap<>();

    /** Everything that is required, and nothing else. */
    static Given required() {
        return new Given()
                .with("cert.mountPath", "auth/cert")
                .with("cert.pkcs11.modulePath", "/usr/lib/module.so")
                .with("cert.pkcs11.tokenLabel", "node")
                .with("cert.pkcs11.keyLabel", "kms")
                .with("cert.pkcs11.pinFile", "/etc/openbao-kms/pin");
    }

    Given with(String name, String value) {
        texts.put(name, value);
        return this;
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(texts.get(setting.name()))
                .or(setting::fallback)
                .map(text -> setting.type().parser().parse(List.of(text)));
    }
}
