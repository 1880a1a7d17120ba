package dev.baokms.telemetry;

import dev.baokms.core.HealthView;
import dev.baokms.core.Snapshot;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code /ready}, made from one view: status code and body cannot contradict each other, because the code follows from
 * the body's own state.
 *
 * @param ready whether an API server that asks now is served
 * @param words what Status says in {@code healthz}: {@code ok}, or what failed and its cure; or that clients cannot ask
 * @param body the members of the JSON object
 */
public record HealthPage(boolean ready, String words, Map<String, Object> body) {
    /** The published states of rotation. */
    static final List<String> ROTATION_STATES = List.of("stable", "pending", "blocked");

    /** The reason code for a socket whose path does not lead to the daemon. */
    public static final String SOCKET_LOST = ReadyReasons.SOCKET_LOST;

    private static final String SOCKET_LOST_WORDS =
            "the socket's path no longer leads to the daemon and cannot be bound again; see the log for what stands"
                    + " there";

    /** @param socketLost whether clients that dial now do not reach the daemon */
    static HealthPage of(HealthView view, boolean socketLost) {
        Snapshot now = view.snapshot();
        Optional<Failure> failure = view.verdict().failure();
        boolean ready = view.verdict().state() == Verdict.State.OK && !socketLost;
        String words =
                socketLost ? SOCKET_LOST_WORDS : failure.map(FailureText::of).orElse("ok");
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
        if (now.persistenceDegraded()) {
            body.put("persistence_degraded", true);
        }
        now.keyring().nextActivation().ifPresent(at -> body.put("next_activation", at.toString()));
        now.keyring()
                .active()
                .ifPresent(active -> body.put("key_id_hash", active.keyId().apiServerHash()));
        return new HealthPage(ready, words, body);
    }

    int statusCode() {
        return ready ? 200 : 503;
    }

    /** One of {@link #ROTATION_STATES}. */
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
