package dev.baokms.dist.cluster;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.conformance.Capability;
import dev.baokms.testkit.conformance.Endpoint;
import dev.baokms.testkit.conformance.Hook;
import dev.baokms.testkit.conformance.Hooks;
import dev.baokms.testkit.conformance.KmsConformance;
import dev.baokms.testkit.emulator.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** This provider, as a process with a socket and an OpenBao behind TLS, before the full profile with every hook. */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ThisProviderConformanceTest extends KmsConformance {
    private Site site;
    private ProviderProcess first;
    private ProviderProcess second;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        site = Site.in(folder);
        if (Boolean.getBoolean("conformance.continuity")) {
            site.configure("continuity:\n  level: memory\n  maxOffline: 1m\n");
        }
        List<String> addresses = List.of(site.emulator.address().toString());
        first = new ProviderProcess(site, 1, addresses);
        second = new ProviderProcess(site, 2, addresses);
        first.awaitHealthy();
        // The first orderly end writes the class archive that the start script gives every later start.
        first.restart();
        first.awaitHealthy();
        second.awaitHealthy();
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        site.close();
    }

    @Override
    protected Endpoint endpoint() {
        return Endpoint.unixSocket(first.socket().toString());
    }

    /** A roll back is refused on purpose: it is an alarm. {@code -Dconformance.long=true} asks what takes twenty minutes, too. */
    @Override
    protected Set<Capability> declines() {
        return Boolean.getBoolean("conformance.long")
                ? Set.of(Capability.ROLL_BACK)
                : Set.of(Capability.LONG_RUN, Capability.ROLL_BACK);
    }

    /** The build asks less often; {@code -Dconformance.certify=true} asks as often as a certificate needs, in nine minutes. */
    @Override
    protected boolean quick() {
        return !Boolean.getBoolean("conformance.certify");
    }

    @Override
    protected Hooks hooks() {
        return Hooks.none()
                .withSecondInstance(Endpoint.unixSocket(second.socket().toString()))
                .withLogFile(first.logFile())
                .withCanary(site.emulator.rootToken())
                .with(Hook.ROTATE, () -> site.emulator.faults().rotateKey("transit", "kms"))
                .with(Hook.RESTART, first::restart)
                .with(Hook.KILL, first::killAndRestart)
                .with(Hook.STOP, first::stop)
                .with(Hook.START, first::start)
                .with(Hook.BREAK, () -> site.emulator.faults().seal())
                .with(Hook.REPAIR, () -> site.emulator.faults().unseal())
                // Transit has no switch for one version; without Encrypt the write key cannot be used as such.
                .with(Hook.DISABLE_KEY, () -> site.emulator.faults().inject(Fault.POLICY_DENIED, "/v1/transit/encrypt"))
                .with(Hook.ENABLE_KEY, () -> site.emulator.faults().clear())
                .with(Hook.FAIL_ONCE, () -> site.emulator.faults().inject(Fault.RESET, "/v1/transit", 1));
    }
}
