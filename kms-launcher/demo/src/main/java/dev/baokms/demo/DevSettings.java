package dev.baokms.demo;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.configuration.Settings;
import dev.baokms.core.ProviderSettings;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.telemetry.ListenAddress;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of a demonstration: the documented defaults, a free port, and a socket for its user alone. */
public final class DevSettings {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final ListenAddress FREE_PORT = new ListenAddress.Tcp("127.0.0.1", 0);

    private DevSettings() {}

    static Settings of(Path socket, String logLevel, DevBackend backend, Path stateFile, String version) {
        TransitSettings transit = backend.transit();
        return new Settings(
                new ServerSettings(
                        socket, OWNER_ONLY, Optional.empty(), Set.of(), 16, 32, 64, TransitSettings.DEFAULT_TIMEOUT),
                new Settings.Monitoring(Optional.of(FREE_PORT), Optional.of(FREE_PORT)),
                transit,
                backend.trust(),
                backend.login(),
                new KeyIdentity(transit.mountPath(), transit.keyName(), backend.scope()),
                stateFile,
                ProviderSettings.defaults(version),
                new Settings.Logging(logLevel, true));
    }

    /** Returns the settings for an OpenBao at one address, with the documented defaults. */
    public static TransitSettings reachedAt(
            ServerAddress address, String mountPath, String keyName, Optional<String> namespace) {
        return new TransitSettings(
                List.of(address),
                mountPath,
                keyName,
                namespace,
                TransitSettings.DEFAULT_TIMEOUT,
                TransitSettings.DEFAULT_TIMEOUT,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                !address.isEncrypted());
    }
}
