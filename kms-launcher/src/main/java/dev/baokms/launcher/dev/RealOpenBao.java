package dev.baokms.launcher.dev;

import dev.baokms.core.key.KeyScope;
import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private URI address;

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
    public Settings.OpenBao openBao() {
        return DevSettings.reachedAt(
                address,
                Optional.of(caCertFile.toAbsolutePath()),
                Optional.of(tlsServerName.orElse(address.getHost())),
                false);
    }

    @Override
    public Auth auth() {
        return new Auth.Jwt(
                jwtMount,
                jwtRole,
                Duration.ZERO,
                Duration.ofSeconds(30),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                new Auth.JwtSource.JwtFile(jwtFile.toAbsolutePath()));
    }

    @Override
    public Settings.Key key() {
        return new Settings.Key(
                transitMount,
                key,
                new KeyScope("bao-kms-dev", "dev", "openbao", namespace, "transit-dev", "dev-lineage"));
    }

    /** The server stays. */
    @Override
    public void close() {}
}
