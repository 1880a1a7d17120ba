package dev.baokms.core.continuity;

import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import java.time.Instant;
import java.util.Optional;

/**
 * What is held at one instant, for health endpoints and metrics. No secret.
 *
 * @param level what an outage may be answered from
 * @param until until when an outage that begins now could be answered; empty when it could not be
 * @param seeds how many seeds are in memory
 * @param localKeys how many local keys are
 */
public record HeldView(ContinuityLevel level, Optional<Instant> until, int seeds, int localKeys) {
    /** Nothing, and nothing ever will be. */
    public static final HeldView NONE = new HeldView(ContinuityLevel.OFF, Optional.empty(), 0, 0);
}
