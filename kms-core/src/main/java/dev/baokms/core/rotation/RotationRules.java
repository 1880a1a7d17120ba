package dev.baokms.core.rotation;

import java.time.Duration;

/**
 * The numbers of the rotation rules.
 *
 * @param activationDelay how long after its creation a version becomes the write key, so that every node knows it by then
 * @param rollbackReads reads in a row with fewer versions that may still be standby lag
 * @param rollbackTolerance how long such reads may still be standby lag
 * @param rejectRollback whether a lasting loss of versions stops wrapping
 */
public record RotationRules(
        Duration activationDelay, int rollbackReads, Duration rollbackTolerance, boolean rejectRollback) {
    /** Two minutes of delay; three reads over a minute before lag is called rollback. */
    public static final RotationRules DEFAULT =
            new RotationRules(Duration.ofMinutes(2), 3, Duration.ofSeconds(60), true);

    public RotationRules {
        if (activationDelay.isNegative() || rollbackTolerance.isNegative()) {
            throw new IllegalArgumentException("activationDelay and rollbackTolerance must not be negative, are "
                    + activationDelay + " and " + rollbackTolerance);
        }
        if (rollbackReads < 1) {
            throw new IllegalArgumentException("rollbackReads is " + rollbackReads + ", need 1 or more");
        }
    }
}
