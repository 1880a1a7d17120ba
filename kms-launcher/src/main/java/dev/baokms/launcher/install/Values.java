package dev.baokms.launcher.install;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Config;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.ConfigReader;
import dev.baokms.launcher.config.ConfigText;
import dev.baokms.launcher.config.Filling;
import dev.baokms.launcher.config.Settings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What only the operator can know, from a file with the fields of a configuration; the rest is the installed layout.
 *
 * @param configText the configuration that results
 * @param newKey whether the key is yet to be created
 */
record Values(String configText, Settings settings, boolean newKey) {
    static final Path CONFIG_DIRECTORY = Path.of("/etc/openbao-kms");
    static final Path RUN_DIRECTORY = Path.of("/run/openbao-kms");
    static final Path STATE_DIRECTORY = Path.of("/var/lib/openbao-kms/state");
    static final String SOCKET_GROUP = "openbao-kms-socket";

    static final String LINEAGE = "transit.keyIdScope.keyLineageId";
    private static final String GROUP = "server.socketGroup";
    // Crockford's: without the letters that people take for digits.
    private static final String BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LINEAGE_BITS = 128;
    private static final Map<String, String> LAYOUT = Map.of(
            "configVersion",
            "v1alpha1",
            GROUP,
            SOCKET_GROUP,
            "openbao.caCertFile",
            CONFIG_DIRECTORY.resolve("ca.pem").toString(),
            "auth.jwt.jwtFile",
            CONFIG_DIRECTORY.resolve("jwt").toString(),
            "auth.jwt.oauth2.clientSecretFile",
            CONFIG_DIRECTORY.resolve("client-secret").toString(),
            "auth.cert.pkcs11.pinFile",
            CONFIG_DIRECTORY.resolve("pin").toString());

    /** For an installation: the files it names must be where the unit or the manifest gives the daemon access. */
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
            Stream.concat(LAYOUT.keySet().stream(), Stream.of("auth.jwt.oauth2.caCertFile"))
                    .filter(path -> path.endsWith("File"))
                    .forEach(path -> below.put(path, CONFIG_DIRECTORY));
        }
        Config config = ConfigReader.readValues(file, new Filling(fixed, LAYOUT, below));
        return new Values(ConfigText.of(config), Settings.of(config, version), newKey);
    }

    /** For what the API server is told, which the key's lineage does not touch. */
    static Values forDisplay(Path file, Optional<Integer> socketGid, String version) throws ConfigException {
        var filled = new HashMap<>(LAYOUT);
        filled.put(LINEAGE, "not-shown");
        socketGid.ifPresent(gid -> filled.put(GROUP, gid.toString()));
        Config config = ConfigReader.readValues(file, new Filling(Map.of(), filled, Map.of()));
        return new Values(ConfigText.of(config), Settings.of(config, version), false);
    }

    /** The login by JWT, if that is the way. */
    Optional<Auth.Jwt> jwt() {
        return settings.auth() instanceof Auth.Jwt jwt ? Optional.of(jwt) : Optional.empty();
    }

    private static String lineage(SecureRandom random) {
        return random.ints((LINEAGE_BITS + 4) / 5, 0, BASE32.length())
                .mapToObj(index -> String.valueOf(BASE32.charAt(index)))
                .collect(Collectors.joining());
    }
}
