package dev.baokms.telemetry;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Event.ProbeKind;
import dev.baokms.core.port.RequestUid;
import dev.baokms.grpc.CallObserver;
import dev.baokms.transit.report.BackendEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Turns events of the core and the adapters into metrics and log lines. */
public final class Observer implements CallObserver {
    static final String TOKEN_USE_LIMITED = "token_use_limited";

    private static final Duration PEER_LOG_SPACING = Duration.ofMinutes(1);

    private static final Map<Enum<?>, String> NAMES = new ConcurrentHashMap<>();

    private final Metrics metrics;
    private final InstantSource clock;
    private final boolean logRequestIds;
    private final Map<Integer, Boolean> addresses = new ConcurrentHashMap<>();
    private final Map<ProbeKind, Long> probeSucceeded = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> tokenValidUntil = new AtomicReference<>(Instant.EPOCH);
    private final AtomicLong tokenUseLimit = new AtomicLong();
    private final AtomicReference<Instant> peerLogged = new AtomicReference<>(Instant.EPOCH);

    public Observer(Metrics metrics, InstantSource clock, boolean logRequestIds) {
        this.metrics = metrics;
        this.clock = clock;
        this.logRequestIds = logRequestIds;
    }

    /** Handles an event of the core. */
    public void onEvent(Event event) {
        switch (event) {
            case Event.Activated(int version, String keyIdHash) ->
                Log.info(TelemetryTexts.WRITE_KEY_CHANGED)
                        .with("transit_key_version", version)
                        .with("key_id_hash", keyIdHash)
                        .write();
            case Event.VersionSeen(int version, var activation) ->
                Log.info(TelemetryTexts.VERSION_SEEN)
                        .with("transit_key_version", version)
                        .with("activation", activation)
                        .write();
            case Event.HealthChanged(Verdict verdict) -> healthChanged(verdict);
            case Event.Probed probe -> probed(probe);
            case Event.MetadataObserved(var meaning) -> metadata(nameOf(meaning));
            case Event.MetadataReadFailed failed -> metadata("failed");
            case Event.DecryptRefused(Failure failure) -> decryptRefused(failure);
            case Event.VersionsHidden(var versions) -> versionsHidden(versions);
            case Event.HiddenVersionAsked(int version) ->
                metrics.count("openbao_kms_decrypt_key_id_errors", "reason", ReadyReasons.VERSIONS_HIDDEN);
            case Event.ProbeWanted wanted -> {}
            case Event.HeldAnswered(int version) -> metrics.count("openbao_kms_held_answers");
            case Event.OutageAnswered answered -> outageAnswered(answered);
            case Event.OutageRidden(long encrypts, long decrypts, Duration lasted) ->
                Log.warn(TelemetryTexts.OUTAGE_IS_OVER)
                        .with("encrypts", encrypts)
                        .with("decrypts", decrypts)
                        .with("duration_ms", lasted.toMillis())
                        .write();
            case Event.HeldErased erased -> heldErased(erased);
            case Event.SeedsUnwrapped(int seeds, int refused, int requests) ->
                Log.info(TelemetryTexts.SEEDS_ARE_HELD)
                        .with("seeds", seeds)
                        .with("refused", refused)
                        .with("requests", requests)
                        .write();
            case Event.NotKept(Event.Keeping what, String problem) ->
                Log.warn(notKept(what)).with("detail", problem).write();
            case Event.SaveFailed(Failure failure) ->
                Log.error(TelemetryTexts.STATE_NOT_SAVED)
                        .with("reason", failure.reason())
                        .write();
        }
    }

    /** Handles an event of the OpenBao adapter. */
    public void onBackendEvent(BackendEvent event) {
        switch (event) {
            case BackendEvent.RequestEnded request -> requestEnded(request);
            case BackendEvent.TokenChanged token -> tokenChanged(token);
            case BackendEvent.AddressChanged(int position, var trouble) -> addressChanged(position, trouble);
        }
    }

    /** Logs every one, because nothing else records calls in an outage: OpenBao's audit log has none of them. */
    private void outageAnswered(Event.OutageAnswered answered) {
        String method = nameOf(answered.asked());
        metrics.count("openbao_kms_outage_answers", "method", method);
        Log.warn(TelemetryTexts.OUTAGE_ANSWER)
                .with("operation", method)
                .with("transit_key_version", answered.version())
                .with("request_uid_hash", answered.uid().hash())
                .with("continuity_until", answered.until())
                .write();
    }

    private static void heldErased(Event.HeldErased erased) {
        Log.warn(erased.cause().isPresent() ? TelemetryTexts.ERASED_BY_ANSWER : TelemetryTexts.ERASED_BY_TIME)
                .with("reason", erased.cause().map(Failure::reason))
                .with("detail", erased.cause().map(FailureText::of))
                .with("seeds", erased.seeds())
                .with("encrypts", erased.encrypts())
                .with("decrypts", erased.decrypts())
                .write();
    }

    private static String notKept(Event.Keeping what) {
        return switch (what) {
            case WRAPPED_SEEDS -> TelemetryTexts.WRAPPED_SEEDS_NOT_SAVED;
            case HELD -> TelemetryTexts.HELD_BY_THIS_PROCESS_ALONE;
            case ERASURE -> TelemetryTexts.NOT_ERASED;
        };
    }

    private void metadata(String status) {
        metrics.count("openbao_kms_transit_metadata_observation", "status", status);
    }

    private static void versionsHidden(SortedSet<Integer> versions) {
        if (versions.isEmpty()) {
            Log.info(TelemetryTexts.ALL_DECRYPT_AGAIN).write();
        } else {
            Log.warn(TelemetryTexts.VERSIONS_HIDDEN)
                    .with("reason", ReadyReasons.VERSIONS_HIDDEN)
                    .with("detail", TelemetryTexts.objectsCannotBeRead(versions))
                    .write();
        }
    }

    private void healthChanged(Verdict verdict) {
        Optional<Failure> failure = verdict.failure();
        // Before the first read, this is no problem yet.
        boolean expected = failure.filter(NotReady.class::isInstance).isPresent();
        Log line = failure.isEmpty()
                ? Log.info(TelemetryTexts.STATUS_OK)
                : expected ? Log.info(TelemetryTexts.STATUS_NOT_OK_YET) : Log.warn(TelemetryTexts.STATUS_NOT_OK);
        line.with("status", HealthReport.nameOf(verdict.state()))
                .with("reason", failure.map(Failure::reason))
                .with("detail", failure.map(FailureText::of))
                .write();
    }

    private void probed(Event.Probed probe) {
        if (probe.failure().isEmpty()) {
            probeSucceeded.put(probe.kind(), clock.instant().getEpochSecond());
        }
        Log.debug(TelemetryTexts.PROBE_ENDED)
                .with("operation", "probe_" + nameOf(probe.kind()))
                .with("status", statusOf(probe.failure()))
                .write();
    }

    private void tokenChanged(BackendEvent.TokenChanged token) {
        Optional<Failure> failure = token.failure();
        metrics.count(
                token.how() == BackendEvent.How.LOGIN ? "openbao_kms_auth_login" : "openbao_kms_auth_renewal",
                "status",
                statusOf(failure));
        token.validUntil().ifPresent(tokenValidUntil::set);
        Log line = failure.isPresent()
                ? Log.warn(TelemetryTexts.TOKEN_NOT_OBTAINED)
                : Log.info(TelemetryTexts.TOKEN_OBTAINED);
        line.with("operation", token.how().code())
                .with("reason", failure.map(Failure::reason))
                .with("detail", failure.map(FailureText::of))
                .with("valid_until", token.validUntil())
                .write();
        long limit = token.useLimit();
        if (tokenUseLimit.getAndSet(limit) != limit && limit > 0) {
            Log.warn(TelemetryTexts.TOKEN_SERVES_FEW)
                    .with("reason", TOKEN_USE_LIMITED)
                    .with("uses", limit)
                    .write();
        }
    }

    /** Registers the gauges for the values that this object holds. */
    public void registerGauges(int addressCount) {
        for (ProbeKind kind : ProbeKind.values()) {
            metrics.gauge(
                    "openbao_kms_probe_last_success_timestamp_seconds",
                    () -> probeSucceeded.getOrDefault(kind, 0L),
                    "kind",
                    nameOf(kind));
        }
        metrics.gauge(
                "openbao_kms_token_ttl_seconds",
                () -> Math.max(
                        0,
                        Duration.between(clock.instant(), tokenValidUntil.get()).toSeconds()));
        metrics.gauge("openbao_kms_token_use_limit", tokenUseLimit::get);
        for (int position = 0; position < addressCount; position++) {
            int at = position;
            metrics.gauge(
                    "openbao_kms_endpoint_up",
                    () -> addresses.getOrDefault(at, false) ? 1 : 0,
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

    private void requestEnded(BackendEvent.RequestEnded request) {
        metrics.count("openbao_kms_openbao_requests", "operation", request.operation(), "status", request.status());
        metrics.time("openbao_kms_openbao_duration", request.took(), "operation", request.operation());
        metrics.count("openbao_kms_upstream_requests", "cause", request.cause().code());
        Log.debug(TelemetryTexts.OPENBAO_ANSWERED)
                .with("operation", request.operation())
                .with("status", request.status())
                .with("duration_ms", request.took().toNanos() / 1e6)
                .with("request_uid_hash", () -> request.uid().map(RequestUid::hash))
                .with("openbao_request_id", logRequestIds ? request.upstreamRequestId() : Optional.empty())
                .write();
    }

    private void addressChanged(int position, Optional<Failure> trouble) {
        addresses.put(position, trouble.isEmpty());
        Log line = trouble.isEmpty()
                ? Log.info(TelemetryTexts.ADDRESS_ANSWERS)
                : Log.warn(TelemetryTexts.ADDRESS_DOES_NOT_ANSWER);
        line.with("endpoint", position)
                .with("reason", trouble.map(Failure::reason))
                .with("detail", trouble.map(FailureText::of))
                .write();
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
                ? Log.debug(TelemetryTexts.CALL_ANSWERED)
                : Log.warn(TelemetryTexts.CALL_FAILED);
        line.with("operation", method)
                .with("status", call.code())
                .with("reason", call.reason())
                .with("duration_ms", call.took().toNanos() / 1e6)
                .with("request_uid_hash", call::uidHash)
                .with("key_id_hash", call::keyIdHash)
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
            Log.warn(TelemetryTexts.PEER_REFUSED)
                    .with("user", user)
                    .with("group", group)
                    .write();
        }
    }

    @Override
    public void onConnectionClosed(ConnectionLimit limit) {
        metrics.count("openbao_kms_connections_closed", "limit", nameOf(limit));
    }

    @Override
    public void onBug(Method method, String type, List<StackTraceElement> frames) {
        bug(TelemetryTexts.BUG_IN_CALL, nameOf(method), type, frames);
    }

    @Override
    public void onServerBug(String type, List<StackTraceElement> frames) {
        bug(TelemetryTexts.BUG_OUTSIDE, "server", type, frames);
    }

    private void bug(String message, String where, String type, List<StackTraceElement> frames) {
        metrics.count("openbao_kms_panic_recoveries", "method", where);
        Log.error(message)
                .with("operation", where)
                .with("error_class", type)
                .with(
                        "frames",
                        frames.stream()
                                .limit(12)
                                .map(StackTraceElement::toString)
                                .toList())
                .write();
    }

    /** Returns the published name of a constant: lower case in every locale. */
    private static String nameOf(Enum<?> constant) {
        return NAMES.computeIfAbsent(constant, any -> any.name().toLowerCase(Locale.ROOT));
    }

    private static String statusOf(Optional<Failure> failure) {
        return failure.map(Failure::reason).orElse("ok");
    }
}
