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

/** A server that is there already, named by flags. The key is used and never changed. */
final class RealOpenBao implements DevBackend {
    @Option(
            names = "--openbao",
            required = true,
            paramLabel = "URL",
            description = "Address of the server, https only.",
            converter = HttpsAddress.class)
    private ServerAddress address;

    @Option(
            names = "--ca-cert-file",
            required = true,
            paramLabel = "FILE",
            description = "PEM bundle that signs its certificate.")
    private Path caCertFile;

    @Option(
            names = "--tls-server-name",
            paramLabel = "NAME",
            description = "Name its certificate must carry; default: the address's host.")
    private Optional<String> tlsServerName = Optional.empty();

    @Option(names = "--jwt-file", required = true, paramLabel = "FILE", description = "The JWT to log in with.")
    private Path jwtFile;

    @Option(names = "--jwt-role", required = true, paramLabel = "ROLE", description = "The role to log in as.")
    private String jwtRole;

    @Option(
            names = "--jwt-mount",
            paramLabel = "PATH",
            description = "Default ${DEFAULT-VALUE}.",
            defaultValue = "auth/jwt")
    private String jwtMount;

    @Option(
            names = "--transit-mount",
            paramLabel = "PATH",
            description = "Default ${DEFAULT-VALUE}.",
            defaultValue = "transit")
    private String transitMount;

    @Option(names = "--key", required = true, paramLabel = "NAME", description = "The Transit key.")
    private String key;

    @Option(names = "--namespace", paramLabel = "NAME", description = "OpenBao namespace; default: the root.")
    private Optional<String> namespace = Optional.empty();

    @Override
    public String name() {
        return "OpenBao at " + address;
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

    /** The server stays. */
    @Override
    public void close() {}
}
