package dev.baokms.launcher.run;

import dev.baokms.auth.jwt.JwtFileSource;
import dev.baokms.auth.jwt.JwtLogin;
import dev.baokms.core.port.Transit;
import dev.baokms.core.port.TransitContract;
import dev.baokms.transit.OpenBaoTls;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.TransitSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The real adapter keeps the promises that the core's in-memory fake keeps. */
@SuppressWarnings("NullAway.Init") // the contract asks for the transit, which sets both, before each test
class OpenBaoTransitContractTest extends TransitContract {
    @TempDir
    private Path folder;

    private Site site;
    private OpenBaoTransit transit;

    @AfterEach
    void stop() {
        transit.close();
        site.close();
    }

    @Override
    protected Transit transitWithThreeVersions() throws Exception {
        site = Site.in(folder);
        rotate();
        rotate();
        transit = new OpenBaoTransit(
                new OpenBaoTls(Files.readAllBytes(site.caBundle()), Optional.of("bao.example"), List.of()).client(),
                new TransitSettings(
                        List.of(site.emulator.address()),
                        "transit",
                        "kms",
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        false),
                new JwtFileSource(
                        new JwtLogin(
                                "auth/jwt",
                                "kms",
                                Duration.ZERO,
                                Duration.ZERO,
                                Optional.empty(),
                                List.of(),
                                Optional.empty()),
                        site.jwt(),
                        InstantSource.system()),
                event -> {},
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom());
        return transit;
    }

    @Override
    protected void rotate() {
        site.emulator.faults().rotateKey("transit", "kms");
    }
}
