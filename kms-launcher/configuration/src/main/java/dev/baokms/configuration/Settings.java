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
 * The configuration as the records of those who work with it.
 *
 * @param stateFile what must survive a restart
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
     * Who OpenBao must prove to be.
     *
     * @param caCertFile who signs its certificate; empty for the system's own trust, which only {@code dev} uses
     * @param serverName what its certificate must be for, instead of the address's host
     */
    public record Trust(Optional<Path> caCertFile, Optional<ServerName> serverName) {}

    /**
     * Where pages for machines are served.
     *
     * @param metricsAddress empty for nowhere
     * @param healthAddress empty for nowhere
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
