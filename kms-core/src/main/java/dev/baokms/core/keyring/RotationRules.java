package dev.baokms.core.keyring;

import dev.baokms.core.settings.InvalidSettings;
import java.time.Duration;

/**
 * The limits of the rotation rules.
 *
 * @param activationDelay how long after its creation a version becomes the write key, so that every node knows it
 *     by then; zero or more
 * @param rollbackReads consecutive reads with fewer versions that may still be standby lag; one or more
 * @param rollbackTolerance how long such reads may still be standby lag; zero or more
 * @param rejectRollback whether a lasting loss of versions stops wrapping
 */
public record RotationRules(
        Duration activationDelay, int rollbackReads, Duration rollbackTolerance, boolean rejectRollback) {
    /** A delay of two minutes; lag becomes a rollback after three reads and one minute. */
    public static final RotationRules DEFAULT =
            new RotationRules(Duration.ofMinutes(2), 3, Duration.ofSeconds(60), true);

    /** @throws InvalidSettings naming components and the rules they break */
    public RotationRules {
        new InvalidSettings.Collector()
                .require(!activationDelay.isNegative(), "activationDelay", "must not be negative")
                .require(rollbackReads >= 1, "rollbackReads", "must be 1 or more")
                .require(!rollbackTolerance.isNegative(), "rollbackTolerance", "must not be negative")
                .done();
    }
}
