package dev.baokms.telemetry;

import dev.baokms.core.HealthView;
import dev.baokms.core.Snapshot;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.health.Health.Trouble;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The reason codes of {@code /ready}. The cause comes first, as in Status and the log, then where it occurred and what
 * it prevents, so that alerts can use them.
 */
final class ReadyReasons {
    /** The socket's path does not lead to the daemon; the core does not know this reason. */
    static final String SOCKET_LOST = "socket_lost";

    /**
     * A minimum version at OpenBao hides versions that are not retired here. Encrypt still works, so Status does not
     * report it.
     */
    static final String VERSIONS_HIDDEN = "versions_hidden";

    /** The codes in addition to the causes. */
    static final List<String> CODES = List.of(
            "probe_failed",
            "metadata_read_failed",
            "upsert_check_failed",
            "deep_probe_failed",
            "deep_probe_invalid",
            "deep_probe_pending",
            "encryption_blocked",
            SOCKET_LOST);

    private ReadyReasons() {}

    static SequencedSet<String> of(HealthView view, boolean socketLost) {
        Snapshot now = view.snapshot();
        Optional<Failure> shown = view.verdict().failure();
        var reasons = new LinkedHashSet<String>();
        shown.map(Failure::reason).ifPresent(reasons::add);
        if (now.persistenceDegraded()) {
            reasons.add(new NotReady(NotReady.Why.STATE_SAVE_FAILED).reason());
        }
        if (!now.keyring().hidden().isEmpty()) {
            reasons.add(VERSIONS_HIDDEN);
        }
        // A failure within its grace period does not show, and neither does its place.
        Optional<String> place =
                shown.isEmpty() ? Optional.empty() : now.health().trouble().flatMap(ReadyReasons::place);
        place.ifPresent(reasons::add);
        // A read was accepted, and no round trip has succeeded or failed since the start.
        if (place.isEmpty()
                && now.keyring().verified()
                && now.health().lastGood().isEmpty()) {
            reasons.add("deep_probe_pending");
        }
        // A process that began in an outage has no verified write key of its own, but still encrypts.
        if (!(view.verdict() instanceof Verdict.Continuing) && now.writeKey() instanceof Failed) {
            reasons.add("encryption_blocked");
        }
        if (socketLost) {
            reasons.add(SOCKET_LOST);
        }
        return reasons;
    }

    private static Optional<String> place(Trouble trouble) {
        return trouble.step().flatMap(step -> place(step, trouble.failure()));
    }

    private static Optional<String> place(ProbeStep step, Failure failure) {
        return switch (step) {
            case CHEAP_WRAP -> Optional.of("probe_failed");
            case METADATA_READ -> Optional.of("metadata_read_failed");
            case UPSERT_READ -> Optional.of("upsert_check_failed");
            // The cause is sufficient.
            case RULES -> Optional.empty();
            case ROUND_TRIP ->
                failure instanceof VerifyFailed
                        ? Optional.of("deep_probe_invalid")
                        // There is no version yet to try the probe with.
                        : failure instanceof NotReady ? Optional.empty() : Optional.of("deep_probe_failed");
        };
    }
}
