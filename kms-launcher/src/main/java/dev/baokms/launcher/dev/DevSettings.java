package dev.baokms.launcher.dev;

import dev.baokms.core.ProviderSettings;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.rotation.RotationRules;
import dev.baokms.launcher.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a demonstration runs with: the documented defaults, a free port, and a socket for its user alone. */
final class DevSettings {
    private static final int OWNER_ONLY = 0600;
    private static final String FREE_PORT = "127.0.0.1:0";

    private DevSettings() {}

    static Settings of(Path socket, String logLevel, DevBackend backend, Path stateFile, String version) {
        return new Settings(
                new Settings.Server(socket, OWNER_ONLY, "", Set.of(), FREE_PORT, FREE_PORT, 16, 32, 64),
                backend.openBao(),
                backend.auth(),
                backend.key(),
                stateFile,
                new ProviderSettings(
                        version,
                        true,
                        new RotationRules(Duration.ofMinutes(2), 3, Duration.ofMinutes(1), true),
                        new HealthRules(Duration.ofSeconds(15), Duration.ofMinutes(2), true),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5)),
                new Settings.Logging(logLevel, true));
    }

    static Settings.OpenBao reachedAt(
            URI address, Optional<Path> caCertFile, Optional<String> serverName, boolean plainHttp) {
        return new Settings.OpenBao(
                List.of(address),
                caCertFile,
                serverName,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                plainHttp);
    }
}
