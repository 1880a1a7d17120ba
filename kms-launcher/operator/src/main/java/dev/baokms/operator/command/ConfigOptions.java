package dev.baokms.operator.command;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.ConfigFlags;
import dev.baokms.telemetry.ListenAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that all commands with a configuration share. */
final class ConfigOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--config", paramLabel = "FILE", description = CommandHelpTexts.CONFIGURATION_CONFIG)
    private Optional<Path> file = Optional.empty();

    @Option(names = "--log-level", paramLabel = "LEVEL", description = CommandHelpTexts.CONFIGURATION_LOG_LEVEL)
    private Optional<String> logLevel = Optional.empty();

    @Option(
            names = "--metrics-address",
            paramLabel = "ADDRESS",
            description = CommandHelpTexts.CONFIGURATION_METRICS_ADDRESS)
    private Optional<String> metricsAddress = Optional.empty();

    @Option(
            names = "--health-address",
            paramLabel = "ADDRESS",
            description = CommandHelpTexts.CONFIGURATION_HEALTH_ADDRESS)
    private Optional<String> healthAddress = Optional.empty();

    /** Returns the value of the flag. A command that has it may not need a configuration. */
    Optional<ListenAddress> healthAddress() {
        return parsed("--health-address", healthAddress);
    }

    /** Returns the value of the flag, under the same rule. */
    Optional<ListenAddress> metricsAddress() {
        return parsed("--metrics-address", metricsAddress);
    }

    private Optional<ListenAddress> parsed(String flag, Optional<String> given) {
        try {
            return given.flatMap(ListenAddress::parse);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), flag + " " + e.getMessage());
        }
    }

    ConfigFlags flags() {
        return new ConfigFlags(file, logLevel, metricsAddress, healthAddress);
    }

    Config read(Map<String, String> environment) throws ConfigException {
        return flags().read(environment);
    }
}
