package dev.baokms.auth.tokenfile;

import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import dev.baokms.core.settings.SettingValues;
import java.util.List;
import java.util.Map;

/** No login at all: a token from a file that an agent writes and keeps alive. */
public final class TokenFileMethod implements LoginMethod<TokenFileSettings> {
    static final String CHECK = "token.local";

    private static final Setting<String> PATH = Setting.required(
            "tokenFile.path", SettingType.FILE, "the token that an agent keeps alive, read again when it is needed");

    @Override
    public String name() {
        return "token-file";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PATH);
    }

    @Override
    public TokenFileSettings read(SettingValues values) {
        return new TokenFileSettings(values.get(PATH));
    }

    @Override
    public Login open(TokenFileSettings settings, LoginHost host) {
        return new TokenFileLogin(host.secretFile(settings.path()));
    }

    @Override
    public List<Check> checks() {
        return List.of(new Check(CHECK, "the token file"));
    }

    /** The agent's own login is set up elsewhere, with the policy; its role is not known here. */
    @Override
    public Setup setup(TokenFileSettings settings) {
        return new Setup("", "", Map.of());
    }

    @Override
    public Map<String, String> installedFiles() {
        return Map.of(PATH.name(), "token");
    }
}
