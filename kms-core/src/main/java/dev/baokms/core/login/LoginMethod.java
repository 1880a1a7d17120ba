package dev.baokms.core.login;

import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.List;
import java.util.Map;

/**
 * One complete way to log in: its settings and their rules, its credentials, the files it depends on, its checks of an
 * installation, and its part of preparing the server.
 *
 * @param <S> its settings: a record that is valid once it exists
 */
public interface LoginMethod<S> {
    /** The value of {@code method} that chooses it, such as {@code jwt}. */
    String name();

    /**
     * Its settings, in the order of the reference; names begin with the name of its section, such as
     * {@code jwt.role}.
     */
    List<Setting<?>> settings();

    /**
     * Makes the settings record.
     *
     * @throws InvalidSettings naming {@link #settings} and the rules they break
     */
    S read(SettingValues values);

    /** Prepares to log in. Opens nothing and asks no server before the first use. */
    Login open(S settings, LoginHost host);

    /** Its checks of an installation, in order. After a failed check, the later ones are skipped. */
    List<Check> checks();

    /** What an installation needs for it. */
    Setup setup(S settings);

    /**
     * One thing to check before the server is asked.
     *
     * @param id published: scripts look for it
     * @param title what is checked, as a noun phrase
     */
    record Check(String id, String title) {}

    /**
     * What an installation needs.
     *
     * @param mountPath where the method is mounted on the server, {@code auth/} included; empty when it needs none
     * @param script the part of the set-up script that prepares the method and its role; it may use the shell
     *     functions and variables that the surrounding script documents
     * @param problems settings that an installation needs beyond {@link #read}: name to rule
     */
    record Setup(String mountPath, String script, Map<String, String> problems) {}

    /**
     * Files that an installation keeps in the directory of the configuration: name of the setting to name of the file.
     */
    default Map<String, String> installedFiles() {
        return Map.of();
    }
}
