package dev.baokms.dev;

import dev.baokms.configuration.ChosenLogin;
import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.key.KeyScope;
import dev.baokms.demo.DemoTexts;
import dev.baokms.demo.DevBackend;
import dev.baokms.demo.DevSettings;
import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.testkit.emulator.Provision;
import dev.baokms.testkit.emulator.TransitEmulator;
import dev.baokms.transit.TransitSettings;
import dev.baokms.transit.http.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The emulator in this process, with a key, a role and a JWT that may log in. */
final class EmulatedOpenBao implements DevBackend {
    /** The JWT is not renewed here, and a demonstration may run for days. */
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
        return DemoTexts.emulatorAt(emulator.address());
    }

    @Override
    public TransitSettings transit() {
        return DevSettings.reachedAt(
                ServerAddress.parse(emulator.address().toString()),
                provision.mount(),
                provision.key(),
                Optional.empty());
    }

    @Override
    public Settings.Trust trust() {
        return new Settings.Trust(Optional.empty(), Optional.empty());
    }

    @Override
    public ChosenLogin<?> login() {
        return ChosenLogin.given(
                LoginMethods.named("jwt"),
                Map.of(
                        "jwt.mountPath", List.of("auth/" + provision.authMount()),
                        "jwt.role", List.of(provision.role()),
                        "jwt.jwtFile", List.of(jwtFile.toString()),
                        "jwt.expectedIssuer", List.of(issuer.issuer()),
                        "jwt.expectedAudience", List.of(provision.audience()),
                        "jwt.expectedSubject", List.of(provision.subject())));
    }

    @Override
    public KeyScope scope() {
        return new KeyScope("bao-kms-dev", "dev", "emulator", Optional.empty(), "transit-dev", "dev-lineage");
    }

    @Override
    public void close() {
        emulator.close();
    }
}
