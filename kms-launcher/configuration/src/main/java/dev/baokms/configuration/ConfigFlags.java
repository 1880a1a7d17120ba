package dev.baokms.configuration;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The configuration that a command line may give. Identity and secrets deliberately have no flag. */
public record ConfigFlags(
        Optional<Path> file,
        Optional<String> logLevel,
        Optional<String> metricsAddress,
        Optional<String> healthAddress) {
    public static final String DEFAULT_FILE = "/etc/openbao-kms/config.yaml";
    private static final String FILE_VARIABLE = "BAO_KMS_PROVIDER_CONFIG";

    /**
     * Reads the file that the flag names. Without the flag, the environment names the file; without both, the default
     * applies.
     */
    public Config read(Map<String, String> environment) throws ConfigException {
        Path from = file.orElseGet(() -> Path.of(environment.getOrDefault(FILE_VARIABLE, DEFAULT_FILE)));
        var flags = new HashMap<String, String>();
        logLevel.ifPresent(value -> flags.put("logging.level", value));
        metricsAddress.ifPresent(value -> flags.put("server.metricsAddress", value));
        healthAddress.ifPresent(value -> flags.put("server.healthAddress", value));
        return ConfigReader.read(from, environment, flags);
    }
}
