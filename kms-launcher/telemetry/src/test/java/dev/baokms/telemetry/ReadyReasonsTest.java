package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.KmsProvider;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.port.Ports;
import dev.baokms.host.build.BuildInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The body of {@code /ready} for each condition, over the real core and an in-memory Transit. */
class ReadyReasonsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemoryTransit transit = new InMemoryTransit(START.minus(Duration.ofHours(1)));
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicBoolean diskFull = new AtomicBoolean();
    private final AtomicBoolean socketLost = new AtomicBoolean();
    private final Observer observer = new Observer(new Metrics(BuildInfo.load()), now::get, true);
    private final KmsProvider provider = new KmsProvider(
            new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage"),
            ProviderSettings.defaults("1.2.3"),
            KeyringState.EMPTY,
            new Ports(transit, this::save, observer::onEvent, now::get, byte[]::new));
    private final HealthReport report = new HealthReport(provider::view, socketLost::get);

    private Outcome<KeyringState> save(KeyringState memory) {
        return diskFull.get() ? Outcome.failed(new NotReady(NotReady.Why.STATE_SAVE_FAILED)) : Outcome.ok(memory);
    }

    private void probe() {
        provider.probe(() -> () -> Duration.ofSeconds(10));
    }

    /** Long enough for any failure to show and any deep probe to be due. */
    private void probeLater() {
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        probe();
    }

    private List<Object> reasons() {
        return List.copyOf((Set<?>) report.page().body().getOrDefault("reasons", Set.of()));
    }

    @Test
    void healthy_hasNone() {
        probe();

        assertThat(reasons()).isEmpty();
        assertThat(report.page().body()).doesNotContainKeys("metadata_error_class", "deep_error_class");
    }

    @Test
    void beforeTheFirstProbe_nothingIsVerified() {
        assertThat(reasons()).containsExactly("metadata_unverified", "encryption_blocked");
    }

    @Test
    void failedMetadataRead_isNamedWithItsCause() {
        transit.fail(Operation.READ_KEY, new Sealed());
        probe();

        assertThat(reasons()).containsExactly("sealed", "metadata_read_failed", "encryption_blocked");
        assertThat(report.page().body())
                .containsEntry("metadata_error_class", "sealed")
                .doesNotContainKey("deep_error_class");
    }

    @Test
    void failedUpsertCheck_isNamed() {
        transit.fail(Operation.UPSERT_ALLOWED, new Denied());
        probe();

        assertThat(reasons()).containsExactly("denied", "upsert_check_failed", "encryption_blocked");
    }

    @Test
    void allowedUpsert_isACauseOfItsOwn() {
        transit.upsertAllowed(true);
        probe();

        assertThat(reasons()).contains("upsert_allowed", "encryption_blocked").doesNotContain("upsert_check_failed");
    }

    @Test
    void failedRoundTrip_isNamedWithItsCause() {
        transit.fail(Operation.DECRYPT, new Denied());
        probe();

        assertThat(reasons()).containsExactly("denied", "deep_probe_failed", "encryption_blocked");
        assertThat(report.page().body())
                .containsEntry("deep_error_class", "denied")
                .doesNotContainKey("metadata_error_class");
    }

    @Test
    void roundTripWithOtherBytes_isInvalid() {
        transit.corruptNextWrap();
        probe();

        assertThat(reasons()).containsExactly("verify_failed", "deep_probe_invalid", "encryption_blocked");
        assertThat(report.page().body()).containsEntry("deep_error_class", "verify_failed");
    }

    @Test
    void firstStartOnAFullDisk_leavesTheRoundTripPending() {
        diskFull.set(true);
        probe();

        assertThat(reasons()).containsExactly("state_save_failed", "deep_probe_pending", "encryption_blocked");
    }

    @Test
    void failedCheapProbe_isNamedOnceItShows() {
        probe();
        transit.fail(Operation.ENCRYPT, new Sealed());
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(30)));
        probe();
        assertThat(reasons()).as("within its grace").isEmpty();

        now.updateAndGet(time -> time.plus(Duration.ofSeconds(16)));
        assertThat(reasons()).containsExactly("sealed", "probe_failed");

        probe();
        assertThat(reasons()).containsExactly("sealed", "deep_probe_failed");
    }

    @Test
    void unsafeKey_blocksEncryption() {
        probe();
        transit.findings(Set.of(KeyFinding.EXPORTABLE));
        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
        probe();

        assertThat(reasons()).containsExactly("profile_invalid", "encryption_blocked");
    }

    @Test
    void lostSocket_isNamedBesideAHealthyCore() {
        probe();
        socketLost.set(true);

        assertThat(reasons()).containsExactly("socket_lost");
        assertThat(report.page().ready()).isFalse();
    }

    @Test
    void recovery_leavesNothingBehind() {
        transit.failAll(new Sealed());
        probe();
        transit.heal();
        probeLater();

        assertThat(reasons()).isEmpty();
        assertThat(report.page().body()).doesNotContainKeys("metadata_error_class", "deep_error_class");
    }
}
