package dev.baokms.install;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.ConfigText;
import dev.baokms.configuration.InstallDefaults;
import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.settings.SettingType;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values that only the operator knows, from a file with the fields of a configuration; the installed layout
 * supplies the others.
 *
 * @param configText the resulting configuration
 * @param newKey whether the key must still be created
 */
record Values(String configText, Settings settings, boolean newKey) {
    static final Path CONFIG_DIRECTORY = Path.of("/etc/openbao-kms");
    static final Path RUN_DIRECTORY = Path.of("/run/openbao-kms");
    static final Path STATE_DIRECTORY = Path.of("/var/lib/openbao-kms/state");
    static final String SOCKET_GROUP = "openbao-kms-socket";

    static final String LINEAGE = "transit.keyIdScope.keyLineageId";
    private static final String GROUP = "server.socketGroup";
    // Crockford's alphabet, without the letters that people mistake for digits.
    private static final String BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LINEAGE_BITS = 128;
    private static final String CA_FILE = "openbao.caCertFile";

    /** Returns the fields that the installed layout supplies, for a file of values that omits them. */
    private static Map<String, String> layout() {
        var layout = new HashMap<String, String>();
        layout.put("configVersion", "v1alpha1");
        layout.put(GROUP, SOCKET_GROUP);
        layout.put(CA_FILE, CONFIG_DIRECTORY.resolve("ca.pem").toString());
        LoginMethods.ALL.forEach(method -> method.installedFiles()
                .forEach((setting, name) -> layout.put(
                        "auth." + setting, CONFIG_DIRECTORY.resolve(name).toString())));
        return layout;
    }

    /** Returns the fields of files that a static pod gets by one mount of the configuration's directory. */
    private static Stream<String> configuredFiles() {
        return Stream.concat(
                Stream.of(CA_FILE),
                LoginMethods.ALL.stream()
                        .flatMap(method -> method.settings().stream())
                        .filter(setting -> setting.type().equals(SettingType.FILE))
                        .map(setting -> "auth." + setting.name())
                        .filter(name -> name.endsWith("File")));
    }

    /**
     * Returns the problems of a valid configuration that an installation cannot accept: with its login, or with a
     * provider name that kube-apiserver rejects.
     */
    private static Map<String, String> installationProblems(Config config, String version) {
        var problems = new LinkedHashMap<String, String>();
        Settings settings = Settings.of(config, version);
        if (settings.key().scope().providerName().contains(":")) {
            problems.put("transit.keyIdScope.providerName", InstallTexts.NAME_WITH_COLON);
        }
        settings.login().setup().problems().forEach((setting, rule) -> problems.put("auth." + setting, rule));
        return problems;
    }

    /**
     * Reads values for an installation: the unit or the manifest must give the daemon access to the files that they
     * name.
     */
    static Values forInstallation(
            Path file, Model model, Optional<Integer> socketGid, boolean newKey, SecureRandom random, String version)
            throws ConfigException {
        var fixed = new HashMap<String, Config.Resolved>();
        socketGid.ifPresent(gid -> fixed.put(GROUP, new Config.Resolved(List.of(gid.toString()), "--socket-gid")));
        if (newKey) {
            fixed.put(LINEAGE, new Config.Resolved(List.of(lineage(random)), "--new-key"));
        }
        var below = new HashMap<String, Path>();
        below.put("server.socketPath", RUN_DIRECTORY);
        below.put("state.path", STATE_DIRECTORY);
        if (model == Model.STATIC_POD) {
            configuredFiles().forEach(path -> below.put(path, CONFIG_DIRECTORY));
        }
        Config config = ConfigReader.readValues(
                file, new InstallDefaults(fixed, layout(), below, read -> installationProblems(read, version)));
        return new Values(ConfigText.of(config), Settings.of(config, version), newKey);
    }

    /** Reads values for the API server's settings, which do not depend on the key's lineage. */
    static Values forDisplay(Path file, Optional<Integer> socketGid, String version) throws ConfigException {
        Map<String, String> filled = layout();
        filled.put(LINEAGE, "not-shown");
        socketGid.ifPresent(gid -> filled.put(GROUP, gid.toString()));
        Config config = ConfigReader.readValues(
                file, new InstallDefaults(Map.of(), filled, Map.of(), read -> installationProblems(read, version)));
        return new Values(ConfigText.of(config), Settings.of(config, version), false);
    }

    private static String lineage(SecureRandom random) {
        return random.ints((LINEAGE_BITS + 4) / 5, 0, BASE32.length())
                .mapToObj(index -> String.valueOf(BASE32.charAt(index)))
                .collect(Collectors.joining());
    }
}
