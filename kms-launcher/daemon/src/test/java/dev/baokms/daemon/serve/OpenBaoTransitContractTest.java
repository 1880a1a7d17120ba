package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.core.port.Transit;
import dev.baokms.core.port.TransitContract;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.http.TrustedHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
        Settings settings = site.settings();
        transit = new OpenBaoTransit(
                TrustedHttp.trusting(
                        Files.readAllBytes(site.caBundle()), settings.trust().serverName(), List.of()),
                settings.transit(),
                settings.transit().timeout(),
                settings.login()
                        .open(new DaemonHost(
                                ProcessIdentity.ofThisProcess(), InstantSource.system(), Duration.ofSeconds(2)))
                        .credentials(),
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
