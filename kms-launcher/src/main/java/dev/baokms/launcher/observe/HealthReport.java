package dev.baokms.launcher.observe;

import dev.baokms.core.KmsProvider;
import dev.baokms.core.Snapshot;
import dev.baokms.core.health.Health.Verdict;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.port.Event.Probed;
import dev.baokms.core.port.Event.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The published snapshot in the words of the health endpoint and of the gauges. Never asks OpenBao. */
public final class HealthReport {
    /** The values of {@code openbao_kms_health{state}}. */
    static final List<String> STATES = List.of("ok", "coasting", "error");
    /** The values of {@code openbao_kms_rotation_state{state}}. */
    static final List<String> ROTATION_STATES = List.of("stable", "pending", "blocked");

    public static final String SOCKET_LOST = ReadyReasons.SOCKET_LOST;

    private final KmsProvider provider;
    private final Supplier<Optional<Probed>> lastProbe;
    private final BooleanSupplier socketLost;
    private final InstantSource clock;

    /**
     * @param lastProbe how the last probe ended
     * @param socketLost whether clients that dial now do not find us
     */
    public HealthReport(
            KmsProvider provider,
            Supplier<Optional<Probed>> lastProbe,
            BooleanSupplier socketLost,
            InstantSource clock) {
        this.provider = provider;
        this.lastProbe = lastProbe;
        this.socketLost = socketLost;
        this.clock = clock;
    }

    boolean ready() {
        return provider.verdict() instanceof Verdict.Ok && !socketLost.getAsBoolean();
    }

    /** What Status says in {@code healthz}: {@code ok}, or what failed and its cure; or that nobody can ask for it. */
    public String words() {
        return socketLost.getAsBoolean()
                ? "the socket is not ours any more and cannot be bound again; see the log for what stands there"
                : wordsFor(failureOf(provider.verdict()));
    }

    private static String wordsFor(Optional<Failure> failure) {
        return failure.map(Failure::text).orElse("ok");
    }

    /** The body of {@code /ready}. */
    Map<String, Object> body() {
        Snapshot now = provider.snapshot();
        Verdict verdict = provider.verdict();
        Optional<Failure> failure = failureOf(verdict);
        var body = new LinkedHashMap<String, Object>();
        body.put("status", ready() ? "ok" : "unavailable");
        body.put("healthz", words());
        age(now).ifPresent(age -> body.put("cache_age_ms", age.toMillis()));
        body.put("stale", failure.filter(f -> f.reason().equals("status_stale")).isPresent());
        body.put("rotation_state", rotationState(now));
        Optional<Probed> probe = lastProbe.get();
        body.put("reasons", ReadyReasons.of(now, failure, probe, socketLost.getAsBoolean()));
        if (failure.isPresent()) {
            ReadyReasons.causeIn(probe, Step.METADATA_READ).ifPresent(cause -> body.put("metadata_error_class", cause));
            ReadyReasons.causeIn(probe, Step.ROUND_TRIP).ifPresent(cause -> body.put("deep_error_class", cause));
        }
        if (now.persistenceDegraded()) {
            body.put("persistence_degraded", true);
        }
        now.keyring().nextActivation().ifPresent(at -> body.put("next_activation", at.toString()));
        now.keyring()
                .active()
                .ifPresent(active -> body.put("key_id_hash", active.keyId().hash()));
        return body;
    }

    static Optional<Failure> failureOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ok ok -> Optional.empty();
            case Verdict.Coasting(Failure failure) -> Optional.of(failure);
            case Verdict.Failing(Failure failure) -> Optional.of(failure);
        };
    }

    private static String rotationState(Snapshot now) {
        if (now.keyring().alarm().isPresent()) {
            return "blocked";
        }
        return now.keyring().nextActivation().isPresent() ? "pending" : "stable";
    }

    private Optional<Duration> age(Snapshot now) {
        return now.health().lastGood().map(good -> Duration.between(good, clock.instant()));
    }

    /** Gauges that are read off the snapshot at each scrape. */
    public void registerGauges(Metrics metrics) {
        for (String state : STATES) {
            metrics.gauge("openbao_kms_health", () -> state.equals(state()) ? 1 : 0, "state", state);
        }
        for (String state : ROTATION_STATES) {
            metrics.gauge(
                    "openbao_kms_rotation_state",
                    () -> state.equals(rotationState(provider.snapshot())) ? 1 : 0,
                    "state",
                    state);
        }
        metrics.gauge(
                "openbao_kms_key_version",
                () -> provider.snapshot()
                        .keyring()
                        .active()
                        .map(a -> a.version().number())
                        .orElse(0));
        metrics.gauge(
                "openbao_kms_status_cache_age_seconds",
                () -> age(provider.snapshot())
                        .map(age -> age.toMillis() / 1000.0)
                        .orElse(Double.NaN));
        metrics.gauge(
                "openbao_kms_activation_timestamp_seconds",
                () -> provider.snapshot()
                        .keyring()
                        .nextActivation()
                        .map(at -> at.getEpochSecond())
                        .orElse(0L));
        metrics.gauge(
                "openbao_kms_persistence_degraded", () -> provider.snapshot().persistenceDegraded() ? 1 : 0);
    }

    /** A lost socket counts as an error: whatever the core would answer, nobody can ask. */
    private String state() {
        return socketLost.getAsBoolean()
                ? "error"
                : switch (provider.verdict()) {
                    case Verdict.Ok ok -> "ok";
                    case Verdict.Coasting coasting -> "coasting";
                    case Verdict.Failing failing -> "error";
                };
    }

    /** One line for the hash of the write key, whose label changes when it does. */
    String keyIdHashLine() {
        return provider.snapshot()
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
