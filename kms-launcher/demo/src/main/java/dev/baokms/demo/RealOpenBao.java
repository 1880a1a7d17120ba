package dev.baokms.demo;

import dev.baokms.configuration.ChosenLogin;
import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.key.KeyScope;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.ServerName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** An existing server, named by flags. The key is used and never changed. */
final class RealOpenBao implements DevBackend {
    @Option(
            names = "--openbao",
            required = true,
            paramLabel = "URL",
            description = DemoHelpTexts.DEV_OPENBAO,
            converter = HttpsAddress.class)
    private ServerAddress address;

    @Option(
            names = "--ca-cert-file",
            required = true,
            paramLabel = "FILE",
            description = DemoHelpTexts.DEV_CA_CERT_FILE)
    private Path caCertFile;

    @Option(names = "--tls-server-name", paramLabel = "NAME", description = DemoHelpTexts.DEV_TLS_SERVER_NAME)
    private Optional<String> tlsServerName = Optional.empty();

    @Option(names = "--jwt-file", required = true, paramLabel = "FILE", description = DemoHelpTexts.DEV_JWT_FILE)
    private Path jwtFile;

    @Option(names = "--jwt-role", required = true, paramLabel = "ROLE", description = DemoHelpTexts.DEV_JWT_ROLE)
    private String jwtRole;

    @Option(
            names = "--jwt-mount",
            paramLabel = "PATH",
            description = DemoHelpTexts.DEV_JWT_MOUNT,
            defaultValue = "auth/jwt")
    private String jwtMount;

    @Option(
            names = "--transit-mount",
            paramLabel = "PATH",
            description = DemoHelpTexts.DEV_TRANSIT_MOUNT,
            defaultValue = "transit")
    private String transitMount;

    @Option(names = "--key", required = true, paramLabel = "NAME", description = DemoHelpTexts.DEV_KEY)
    private String key;

    @Option(names = "--namespace", paramLabel = "NAME", description = DemoHelpTexts.DEV_NAMESPACE)
    private Optional<String> namespace = Optional.empty();

    @Override
    public String name() {
        return DemoTexts.openbaoAt(address);
    }

    @Override
    public TransitSettings transit() {
        return DevSettings.reachedAt(address, transitMount, key, namespace);
    }

    @Override
    public Settings.Trust trust() {
        return new Settings.Trust(Optional.of(caCertFile.toAbsolutePath()), tlsServerName.map(ServerName::new));
    }

    @Override
    public ChosenLogin<?> login() {
        return ChosenLogin.given(
                LoginMethods.named("jwt"),
                Map.of(
                        "jwt.mountPath", List.of(jwtMount),
                        "jwt.role", List.of(jwtRole),
                        "jwt.jwtFile", List.of(jwtFile.toAbsolutePath().toString()),
                        "jwt.minRemainingTtl", List.of("0s")));
    }

    @Override
    public KeyScope scope() {
        return new KeyScope("bao-kms-dev", "dev", "openbao", namespace, "transit-dev", "dev-lineage");
    }

    /** Does nothing: the server keeps running. */
    @Override
    public void close() {}
}
