package dev.baokms.core;

import dev.baokms.core.continuity.HeldView;
import dev.baokms.core.health.Verdict;
import java.time.Instant;

/**
 * What the provider knew at one instant, and its verdict on Status then. It comes from one read of one reference, so an
 * answer made from it is consistent.
 *
 * @param at the instant
 * @param snapshot what requests saw
 * @param verdict what follows from it
 * @param held what is held
 */
public record HealthView(Instant at, Snapshot snapshot, Verdict verdict, HeldView held) {
    /** The view of a provider that holds nothing. */
    public HealthView(Instant at, Snapshot snapshot, Verdict verdict) {
        this(at, snapshot, verdict, HeldView.NONE);
    }
}
