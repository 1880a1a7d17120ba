package dev.baokms.telemetry;

import dev.baokms.core.HealthView;
import dev.baokms.core.Kms;
import dev.baokms.core.Snapshot;
import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The answer of {@code /ready}, made from one view. The status code follows from the state in the body, so the two
 * cannot contradict each other.
 *
 * @param ready whether an API server that asks now is served
 * @param words the text of {@code healthz} in Status ({@code ok}, or the failure and its cure), or a sentence that
 *     clients cannot reach the daemon
 * @param body the members of the JSON object
 */
public record HealthPage(boolean ready, String words, Map<String, Object> body) {
    /** The published states of rotation. */
    static final List<String> ROTATION_STATES = List.of("stable", "pending", "blocked");

    /** The reason code for a socket whose path does not lead to the daemon. */
    public static final String SOCKET_LOST = ReadyReasons.SOCKET_LOST;

    /** @param socketLost whether clients that dial now do not reach the daemon */
    static HealthPage of(HealthView view, boolean socketLost) {
        Snapshot now = view.snapshot();
        Optional<Failure> failure = view.verdict().failure();
        Optional<Verdict.Continuing> outage = outageIn(view);
        boolean served = view.verdict().state() == Verdict.State.OK
                || outage.filter(Verdict.Continuing::ready).isPresent();
        boolean ready = served && !socketLost;
        String words = socketLost ? TelemetryTexts.SOCKET_LOST : words(failure, outage);
        var body = new LinkedHashMap<String, Object>();
        body.put("status", ready ? "ok" : "unavailable");
        body.put("healthz", words);
        age(view).ifPresent(age -> body.put("cache_age_ms", age.toMillis()));
        body.put("stale", failure.filter(HealthPage::isStale).isPresent());
        body.put("rotation_state", rotationState(now));
        body.put("reasons", ReadyReasons.of(view, socketLost));
        if (failure.isPresent()) {
            causeIn(now, ProbeStep.METADATA_READ).ifPresent(cause -> body.put("metadata_error_class", cause));
            causeIn(now, ProbeStep.ROUND_TRIP).ifPresent(cause -> body.put("deep_error_class", cause));
        }
        if (view.held().level() != ContinuityLevel.OFF) {
            body.put("continuity_level", view.held().level().name().toLowerCase(Locale.ROOT));
        }
        outage.ifPresent(riding -> body.put("continuity_until", riding.until().toString()));
        if (now.persistenceDegraded()) {
            body.put("persistence_degraded", true);
        }
        // A list of numbers; it is empty if the operator has retired none.
        SortedSet<Integer> retired = now.keyring().memory().retired();
        if (!retired.isEmpty()) {
            body.put("retired_versions", retired);
        }
        now.keyring().nextActivation().ifPresent(at -> body.put("next_activation", at.toString()));
        now.keyring()
                .active()
                .or(() -> outage.map(Verdict.Continuing::writeKey))
                .ifPresent(active -> body.put("key_id_hash", active.keyId().apiServerHash()));
        return new HealthPage(ready, words, body);
    }

    private static String words(Optional<Failure> failure, Optional<Verdict.Continuing> outage) {
        return outage.map(riding -> new Kms.StatusReport(
                                Optional.of(riding.cause()),
                                Optional.of(riding.until()),
                                riding.writeKey().keyId())
                        .healthz(FailureText::of))
                .or(() -> failure.map(FailureText::of))
                .orElse("ok");
    }

    private static Optional<Verdict.Continuing> outageIn(HealthView view) {
        return view.verdict() instanceof Verdict.Continuing riding ? Optional.of(riding) : Optional.empty();
    }

    int statusCode() {
        return ready ? 200 : 503;
    }

    /** Returns one of {@link #ROTATION_STATES}. */
    static String rotationState(Snapshot now) {
        if (now.keyring().alarm().isPresent()) {
            return "blocked";
        }
        return now.keyring().nextActivation().isPresent() ? "pending" : "stable";
    }

    static Optional<Duration> age(HealthView view) {
        return view.snapshot().health().lastGood().map(good -> Duration.between(good, view.at()));
    }

    private static boolean isStale(Failure failure) {
        return failure.equals(new Failure.NotReady(Failure.NotReady.Why.STATUS_STALE));
    }

    private static Optional<String> causeIn(Snapshot now, ProbeStep step) {
        return now.health()
                .trouble()
                .filter(trouble -> trouble.step().equals(Optional.of(step)))
                .map(Health.Trouble::failure)
                .map(Failure::reason);
    }
}
