package dev.baokms.launcher.observe;

import dev.baokms.core.Snapshot;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.NotReady;
import dev.baokms.core.outcome.Failure.VerifyFailed;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.port.Event.Probed;
import dev.baokms.core.port.Event.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The reason codes of {@code /ready}: first the cause, as Status and the log have it, then where it was met and what it prevents, for
 * those who alert on these.
 */
final class ReadyReasons {
    /** Nobody who dials the socket's path reaches us; a reason that the core does not know of. */
    static final String SOCKET_LOST = "socket_lost";

    /** Beside the causes. */
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

    /**
     * @param shown the failure that Status is about, if it is not ok
     * @param probe the last probe
     */
    static SequencedSet<String> of(Snapshot now, Optional<Failure> shown, Optional<Probed> probe, boolean socketLost) {
        var reasons = new LinkedHashSet<String>();
        shown.map(Failure::reason).ifPresent(reasons::add);
        if (now.persistenceDegraded()) {
            reasons.add(new NotReady(NotReady.Why.STATE_SAVE_FAILED).reason());
        }
        // A failure within its grace does not show, nor does where it was met.
        Optional<String> place = shown.isEmpty() ? Optional.empty() : place(probe);
        place.ifPresent(reasons::add);
        // A read was accepted, and no round trip has been good or bad since the start.
        if (place.isEmpty()
                && now.keyring().verified()
                && now.health().lastGood().isEmpty()) {
            reasons.add("deep_probe_pending");
        }
        if (now.mayWrap() instanceof Failed) {
            reasons.add("encryption_blocked");
        }
        if (socketLost) {
            reasons.add(SOCKET_LOST);
        }
        return reasons;
    }

    /** The cause of a failure that was met in one of these steps. */
    static Optional<String> causeIn(Optional<Probed> probe, Step step) {
        return probe.filter(ended -> ended.last() == step)
                .flatMap(Probed::failure)
                .map(Failure::reason);
    }

    private static Optional<String> place(Optional<Probed> probe) {
        return probe.flatMap(ended -> ended.failure().flatMap(failure -> place(ended.last(), failure)));
    }

    private static Optional<String> place(Step step, Failure failure) {
        return switch (step) {
            case CHEAP_WRAP -> Optional.of("probe_failed");
            case METADATA_READ -> Optional.of("metadata_read_failed");
            case UPSERT_READ -> Optional.of("upsert_check_failed");
            // The cause says it all.
            case RULES -> Optional.empty();
            case ROUND_TRIP ->
                failure instanceof VerifyFailed
                        ? Optional.of("deep_probe_invalid")
                        // There is no version to try it with yet.
                        : failure instanceof NotReady ? Optional.empty() : Optional.of("deep_probe_failed");
        };
    }
}
