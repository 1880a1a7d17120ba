package dev.baokms.launcher.observe;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.port.Event;
import dev.baokms.grpc.CallObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Turns what happens in core and adapters into metrics and log lines. */
public final class Observer implements Event.Sink, CallObserver {
    static final List<String> PROBE_KINDS = List.of("cheap", "deep");
    private static final Duration PEER_LOG_SPACING = Duration.ofMinutes(1);

    private final Metrics metrics;
    private final InstantSource clock;
    private final boolean logRequestIds;
    private final Map<Integer, Boolean> endpoints = new ConcurrentHashMap<>();
    private final Map<String, Long> probeSucceeded = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Event.Probed>> lastProbe = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> tokenValidUntil = new AtomicReference<>(Instant.EPOCH);
    private final AtomicReference<Instant> peerLogged = new AtomicReference<>(Instant.EPOCH);

    public Observer(Metrics metrics, InstantSource clock, boolean logRequestIds) {
        this.metrics = metrics;
        this.clock = clock;
        this.logRequestIds = logRequestIds;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.Activated(int version, String keyIdHash) ->
                Log.info("write key changed")
                        .with("transit_key_version", version)
                        .with("key_id_hash", keyIdHash)
                        .write();
            case Event.VersionSeen(int version, var activation) ->
                Log.info("key version seen; it decrypts from now on")
                        .with("transit_key_version", version)
                        .with("activation", activation)
                        .write();
            case Event.HealthChanged(String state, Optional<Failure> failure) -> healthChanged(state, failure);
            case Event.Probed probe -> probed(probe);
            case Event.MetadataObserved(String result) ->
                metrics.count("openbao_kms_transit_metadata_observation", "status", result);
            case Event.DecryptRefused(Failure failure) -> decryptRefused(failure);
            case Event.ProbeWanted wanted -> {}
            case Event.SaveFailed(Failure failure) ->
                Log.error("state cannot be saved; the switch to the next version waits")
                        .with("reason", failure.reason())
                        .write();
            case Event.Upstream upstream -> upstream(upstream);
            case Event.TokenChanged(String how, Optional<Failure> failure, var validUntil) -> {
                metrics.count("openbao_kms_auth_" + how, "status", statusOf(failure));
                validUntil.ifPresent(tokenValidUntil::set);
                Log line = failure.isPresent() ? Log.warn("token not obtained") : Log.info("token obtained");
                line.with("operation", how)
                        .with("reason", failure.map(Failure::reason))
                        .with("detail", failure.map(Failure::text))
                        .with("valid_until", validUntil)
                        .write();
            }
            case Event.EndpointChanged(int position, boolean up) -> endpointChanged(position, up);
        }
    }

    private void healthChanged(String state, Optional<Failure> failure) {
        // Before the first read there is nothing wrong yet.
        boolean expected = failure.filter(NotReady.class::isInstance).isPresent();
        Log line = state.equals("ok")
                ? Log.info("status is ok")
                : expected ? Log.info("status is not ok yet") : Log.warn("status is not ok");
        line.with("status", state)
                .with("reason", failure.map(Failure::reason))
                .with("detail", failure.map(Failure::text))
                .write();
    }

    private void probed(Event.Probed probe) {
        lastProbe.set(Optional.of(probe));
        if (probe.failure().isEmpty()) {
            probeSucceeded.put(probe.kind(), clock.instant().getEpochSecond());
        }
        Log.debug("probe ended")
                .with("operation", "probe_" + probe.kind())
                .with("status", statusOf(probe.failure()))
                .write();
    }

    /** How the last probe ended; empty before the first. */
    public Optional<Event.Probed> lastProbe() {
        return lastProbe.get();
    }

    /** Registers the gauges whose value lives here. */
    public void registerGauges(int addresses) {
        for (String kind : PROBE_KINDS) {
            metrics.gauge(
                    "openbao_kms_probe_last_success_timestamp_seconds",
                    () -> probeSucceeded.getOrDefault(kind, 0L),
                    "kind",
                    kind);
        }
        metrics.gauge(
                "openbao_kms_token_ttl_seconds",
                () -> Math.max(
                        0,
                        Duration.between(clock.instant(), tokenValidUntil.get()).toSeconds()));
        for (int position = 0; position < addresses; position++) {
            int at = position;
            metrics.gauge(
                    "openbao_kms_endpoint_up",
                    () -> endpoints.getOrDefault(at, false) ? 1 : 0,
                    "endpoint",
                    Integer.toString(at));
        }
    }

    private void decryptRefused(Failure failure) {
        boolean aboutAnnotations = failure instanceof Failure.Mismatch
                || (failure instanceof Failure.Malformed malformed && malformed.part() == Failure.Part.ANNOTATIONS);
        metrics.count(
                aboutAnnotations ? "openbao_kms_aad_validation_errors" : "openbao_kms_decrypt_key_id_errors",
                "reason",
                failure.reason());
    }

    private void upstream(Event.Upstream call) {
        metrics.count("openbao_kms_openbao_requests", "operation", call.operation(), "status", call.status());
        metrics.time("openbao_kms_openbao_duration", call.took(), "operation", call.operation());
        metrics.count(
                "openbao_kms_upstream_requests", "cause", call.cause().name().toLowerCase(Locale.ROOT));
        Log.debug("openbao answered")
                .with("operation", call.operation())
                .with("status", call.status())
                .with("duration_ms", call.took().toNanos() / 1e6)
                .with("request_uid_hash", call.uid().map(UidHash::short16))
                .with("openbao_request_id", logRequestIds ? call.upstreamRequestId() : Optional.empty())
                .write();
    }

    private void endpointChanged(int position, boolean up) {
        endpoints.put(position, up);
        Log line = up ? Log.info("address answers") : Log.warn("address does not answer");
        line.with("endpoint", position).write();
    }

    @Override
    public void onStarted(Method method) {
        metrics.add("openbao_kms_grpc_in_flight", 1, "method", nameOf(method));
    }

    @Override
    public void onFinished(FinishedCall call) {
        String method = nameOf(call.method());
        metrics.add("openbao_kms_grpc_in_flight", -1, "method", method);
        metrics.count("openbao_kms_grpc_requests", "method", method, "status", call.code());
        metrics.time("openbao_kms_grpc_duration", call.took(), "method", method);
        Log line = call.reason().equals("ok") || call.method() == Method.STATUS
                ? Log.debug("call answered")
                : Log.warn("call failed");
        line.with("operation", method)
                .with("status", call.code())
                .with("reason", call.reason())
                .with("duration_ms", call.took().toNanos() / 1e6)
                .with("request_uid_hash", call.uidHash())
                .with("key_id_hash", call.keyIdHash())
                .write();
    }

    @Override
    public void onRejected(Method method) {
        metrics.count("openbao_kms_grpc_concurrency_rejections", "method", nameOf(method));
    }

    @Override
    public void onPeerRefused(String user, String group) {
        metrics.count("openbao_kms_peer_refused");
        Instant now = clock.instant();
        Instant last = peerLogged.get();
        // A peer that dials in a loop must not fill the disk.
        if (!now.isBefore(last.plus(PEER_LOG_SPACING)) && peerLogged.compareAndSet(last, now)) {
            Log.warn("a process that is not an allowed peer was refused")
                    .with("user", user)
                    .with("group", group)
                    .write();
        }
    }

    @Override
    public void onBug(Method method, String type, List<StackTraceElement> frames) {
        metrics.count("openbao_kms_panic_recoveries", "method", nameOf(method));
        Log.error("a call ended in an unexpected exception; please report it")
                .with("operation", nameOf(method))
                .with("error_class", type)
                .with(
                        "frames",
                        frames.stream()
                                .limit(12)
                                .map(StackTraceElement::toString)
                                .toList())
                .write();
    }

    private static String nameOf(Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private static String statusOf(Optional<Failure> failure) {
        return failure.map(Failure::reason).orElse("ok");
    }
}
