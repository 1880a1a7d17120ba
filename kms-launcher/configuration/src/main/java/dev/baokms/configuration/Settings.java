package dev.baokms.configuration;

import dev.baokms.core.ProviderSettings;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.PathText;
import dev.baokms.telemetry.ListenAddress;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration as the records of the code that uses it.
 *
 * @param stateFile keeps what must survive a restart
 */
public record Settings(
        ServerSettings server,
        Monitoring monitoring,
        TransitSettings transit,
        Trust trust,
        ChosenLogin<?> login,
        KeyIdentity key,
        Path stateFile,
        ProviderSettings provider,
        Logging logging) {

    /**
     * The identity that OpenBao must prove.
     *
     * @param caCertFile authorities that sign its certificate; empty for the system's own, which only {@code dev} uses
     * @param serverName name that its certificate must be valid for, instead of the host in the address
     */
    public record Trust(Optional<Path> caCertFile, Optional<ServerName> serverName) {}

    /**
     * Where pages for machines are served.
     *
     * @param metricsAddress empty when metrics are not served
     * @param healthAddress empty when health is not served
     */
    public record Monitoring(Optional<ListenAddress> metricsAddress, Optional<ListenAddress> healthAddress) {}

    /** What is logged. */
    public record Logging(String level, boolean openBaoRequestIds) {}

    /** @param version build version, written into annotations */
    public static Settings of(Config config, String version) {
        TransitSettings transit = SettingsOwner.transit(config).record();
        return new Settings(
                SettingsOwner.server(config).record(),
                new Monitoring(config.get(ConfigFields.METRICS_ADDRESS), config.get(ConfigFields.HEALTH_ADDRESS)),
                transit,
                new Trust(
                        Optional.of(PathText.parse(config.get(ConfigFields.CA_CERT_FILE))),
                        Optional.of(config.get(ConfigFields.TLS_SERVER_NAME))),
                SettingsOwner.login(config).record(),
                new KeyIdentity(
                        transit.mountPath(),
                        transit.keyName(),
                        SettingsOwner.scope(config).record()),
                PathText.parse(config.get(ConfigFields.STATE_PATH)),
                SettingsOwner.provider(config, version).record(),
                new Logging(config.get(ConfigFields.LOG_LEVEL), config.get(ConfigFields.LOG_REQUEST_IDS)));
    }
}
