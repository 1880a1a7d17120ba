package dev.baokms.launcher.dev;

import dev.baokms.core.key.KeyScope;
import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;
import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.testkit.emulator.Provision;
import dev.baokms.testkit.emulator.TransitEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The emulator in this process, with a key, a role and a JWT that may log in. */
final class EmulatedOpenBao implements DevBackend {
    /** Nobody renews it here, and a demonstration may stay up for days. */
    private static final Duration JWT_LIFETIME = Duration.ofDays(30);

    private final TransitEmulator emulator;
    private final Provision provision;
    private final JwtIssuer issuer;
    private final Path jwtFile;

    private EmulatedOpenBao(TransitEmulator emulator, Provision provision, JwtIssuer issuer, Path jwtFile) {
        this.emulator = emulator;
        this.provision = provision;
        this.issuer = issuer;
        this.jwtFile = jwtFile;
    }

    static EmulatedOpenBao start(Path folder) throws IOException {
        var issuer = new JwtIssuer("https://issuer.example", InstantSource.system());
        Provision provision = Provision.usual();
        Path jwt = Files.createFile(
                folder.resolve("jwt"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(jwt, issuer.issue(provision.subject(), provision.audience(), JWT_LIFETIME));
        TransitEmulator emulator = TransitEmulator.start();
        emulator.provision(provision, issuer);
        return new EmulatedOpenBao(emulator, provision, issuer, jwt);
    }

    @Override
    public String name() {
        return "the Transit emulator at " + emulator.address() + " (in memory: what it wraps is lost when this ends)";
    }

    @Override
    public Settings.OpenBao openBao() {
        return DevSettings.reachedAt(emulator.address(), Optional.empty(), Optional.empty(), true);
    }

    @Override
    public Auth auth() {
        return new Auth.Jwt(
                "auth/" + provision.authMount(),
                provision.role(),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Optional.of(issuer.issuer()),
                List.of(provision.audience()),
                Optional.of(provision.subject()),
                new Auth.JwtSource.JwtFile(jwtFile));
    }

    @Override
    public Settings.Key key() {
        return new Settings.Key(
                provision.mount(),
                provision.key(),
                new KeyScope("bao-kms-dev", "dev", "emulator", Optional.empty(), "transit-dev", "dev-lineage"));
    }

    @Override
    public void close() {
        emulator.close();
    }
}
