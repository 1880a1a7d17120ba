package dev.baokms.telemetry;

import dev.baokms.core.HealthView;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.health.Verdict;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The provider's health, with the names that the health endpoint and the gauges publish. Asks no server. */
public final class HealthReport {
    private final Supplier<HealthView> views;
    private final BooleanSupplier socketLost;

    /**
     * @param views returns one consistent view of the provider's state
     * @param socketLost whether clients that dial now do not reach the daemon
     */
    public HealthReport(Supplier<HealthView> views, BooleanSupplier socketLost) {
        this.views = views;
        this.socketLost = socketLost;
    }

    /** Returns the complete answer of {@code /ready} at this instant. */
    public HealthPage page() {
        return HealthPage.of(views.get(), socketLost.getAsBoolean());
    }

    /** Registers the gauges; each scrape reads them from one view. */
    public void registerGauges(Metrics metrics) {
        for (Verdict.State state : Verdict.State.values()) {
            metrics.gauge("openbao_kms_health", () -> state == state() ? 1 : 0, "state", nameOf(state));
        }
        for (String state : HealthPage.ROTATION_STATES) {
            metrics.gauge(
                    "openbao_kms_rotation_state",
                    () -> state.equals(HealthPage.rotationState(views.get().snapshot())) ? 1 : 0,
                    "state",
                    state);
        }
        metrics.gauge(
                "openbao_kms_key_version",
                () -> views.get()
                        .snapshot()
                        .keyring()
                        .active()
                        .map(active -> active.version().number())
                        .orElse(0));
        metrics.gauge(
                "openbao_kms_status_cache_age_seconds",
                () -> HealthPage.age(views.get())
                        .map(age -> age.toMillis() / 1000.0)
                        .orElse(Double.NaN));
        metrics.gauge(
                "openbao_kms_activation_timestamp_seconds",
                () -> views.get()
                        .snapshot()
                        .keyring()
                        .nextActivation()
                        .map(at -> at.getEpochSecond())
                        .orElse(0L));
        metrics.gauge(
                "openbao_kms_hidden_versions",
                () -> views.get().snapshot().keyring().hidden().size());
        metrics.gauge(
                "openbao_kms_continuity_level",
                () -> numberOf(views.get().held().level()));
        metrics.gauge(
                "openbao_kms_continuity_until_timestamp_seconds",
                () -> views.get().held().until().map(Instant::getEpochSecond).orElse(0L));
        metrics.gauge("openbao_kms_held_seeds", () -> views.get().held().seeds());
        metrics.gauge(
                "openbao_kms_persistence_degraded", () -> views.get().snapshot().persistenceDegraded() ? 1 : 0);
    }

    /** A lost socket counts as an error: clients cannot reach the provider, whatever its answer would be. */
    private Verdict.State state() {
        return socketLost.getAsBoolean()
                ? Verdict.State.ERROR
                : views.get().verdict().state();
    }

    private static int numberOf(ContinuityLevel level) {
        return switch (level) {
            case OFF -> 0;
            case MEMORY -> 1;
            case PROCESS -> 2;
        };
    }

    /** Returns the published name of a state of health. */
    static String nameOf(Verdict.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the line with the hash of the write key; its label changes when the key does. */
    String keyIdHashLine() {
        return views.get()
                .snapshot()
                .keyring()
                .active()
                .map(active -> """
                    # HELP openbao_kms_status_key_id_hash Hash of the write key's key_id, as kube-apiserver's metrics write it
                    # TYPE openbao_kms_status_key_id_hash gauge
                    openbao_kms_status_key_id_hash{hash="%s"} 1
                    """.formatted(active.keyId().apiServerHash()))
                .orElse("");
    }
}
