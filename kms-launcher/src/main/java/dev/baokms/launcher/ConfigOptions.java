package dev.baokms.launcher;

import dev.baokms.launcher.config.Config;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.ConfigReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that every command with a configuration shares. Identity and secrets have none on purpose. */
final class ConfigOptions {
    private static final String DEFAULT_FILE = "/etc/openbao-kms/config.yaml";
    private static final String FILE_VARIABLE = "BAO_KMS_PROVIDER_CONFIG";

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file; default " + DEFAULT_FILE + ".")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "debug, info, warn or error.")
    private Optional<String> logLevel = Optional.empty();

    @Option(names = "--metrics-address", paramLabel = "HOST:PORT", description = "Where /metrics is served.")
    private Optional<String> metricsAddress = Optional.empty();

    @Option(names = "--health-address", paramLabel = "HOST:PORT", description = "Where /live and /ready are served.")
    private Optional<String> healthAddress = Optional.empty();

    /** As given by the flag, for commands that may do without a configuration then. */
    Optional<String> healthAddress() {
        return healthAddress;
    }

    Config read(Map<String, String> environment) throws ConfigException {
        Path from = file.orElseGet(() -> Path.of(environment.getOrDefault(FILE_VARIABLE, DEFAULT_FILE)));
        var flags = new HashMap<String, String>();
        logLevel.ifPresent(value -> flags.put("logging.level", value));
        metricsAddress.ifPresent(value -> flags.put("server.metricsAddress", value));
        healthAddress.ifPresent(value -> flags.put("server.healthAddress", value));
        return ConfigReader.read(from, environment, flags);
    }
}
