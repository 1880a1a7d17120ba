package dev.baokms.core;

import dev.baokms.core.continuity.HeldView;
import dev.baokms.core.health.Verdict;
import java.time.Instant;

/**
 * What the provider knew at one instant and what Status was worth then: one read of one reference, from which a
 * whole answer is made.
 *
 * @param at the instant
 * @param snapshot what requests saw
 * @param verdict what follows from it
 * @param held what is held
 */
public record HealthView(Instant at, Snapshot snapshot, Verdict verdict, HeldView held) {
    /** Of a provider that holds nothing. */
    public HealthView(Instant at, Snapshot snapshot, Verdict verdict) {
        this(at, snapshot, verdict, HeldView.NONE);
    }
}
