package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.KILL;
import static dev.baokms.testkit.conformance.Capability.LONG_RUN;
import static dev.baokms.testkit.conformance.Capability.ROTATE_ON_DEMAND;
import static dev.baokms.testkit.conformance.Capability.SECOND_INSTANCE;
import static dev.baokms.testkit.conformance.Prerequisite.ROTATION;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group E: a new write key. */
final class KeyRotationRules {
    private static final String KEP = "KEP-3299";

    static final List<Rule> RULES = List.of(
            must(
                            "E1",
                            Level.ROTATION,
                            Impact.DEGRADED,
                            "a rotation shows in Status without a restart, and connections survive it",
                            KEP)
                    .on(ROUND_TRIP)
                    .needs(ROTATE_ON_DEMAND)
                    .after("B4", "B5", "B7")
                    .by(KeyRotationChecks::rotationShows),
            must(
                            "E2",
                            Level.ROTATION,
                            Impact.UNHEALTHY,
                            "once Status has named the new key, no later call names the old one",
                            KEP + "; encryptionconfig compares the two")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .after("B8")
                    .by(KeyRotationChecks::switchIsAtomic),
            must(
                            "E3",
                            Level.ROTATION,
                            Impact.UNHEALTHY,
                            "10 s after the switch Status and Encrypt agree at every look",
                            "encryptionconfig: writes coast for 3 min")
                    .and(Impact.LOSS)
                    .on(ROTATION)
                    .after("E2", "B8")
                    .needs(ROTATE_ON_DEMAND)
                    .by(KeyRotationChecks::disagreementIsTransient),
            must(
                            "E4",
                            Level.ROTATION,
                            Impact.LOSS,
                            "no key_id is used twice, not even when the key is rolled back",
                            KEP + ": stale data would look fresh")
                    .on(ROTATION)
                    .after("D5")
                    .needs(ROTATE_ON_DEMAND)
                    .by(KeyRotationChecks::idsAreNeverReused),
            must(
                            "E5",
                            Level.ROTATION,
                            Impact.LOSS,
                            "when one instance names the new key, every instance can decrypt under it",
                            "several API servers share etcd")
                    .and(Level.SECOND_INSTANCE)
                    .on(ROTATION)
                    .after("B10", "D4")
                    .needs(ROTATE_ON_DEMAND, SECOND_INSTANCE)
                    .by(KeyRotationChecks::allDecryptBeforeOneWrites),
            should(
                            "E6",
                            Level.ROTATION,
                            Impact.DEGRADED,
                            "instances agree on the new key_id after a time that can be stated",
                            KEP + ": operators wait that long and 3 + 5 minutes")
                    .and(Level.SECOND_INSTANCE)
                    .on(ROTATION)
                    .after("B10")
                    .needs(ROTATE_ON_DEMAND, SECOND_INSTANCE)
                    .by(KeyRotationChecks::instancesConverge),
            must(
                            "E7",
                            Level.ROTATION,
                            Impact.DEGRADED,
                            "calls under load succeed before, during and after a rotation",
                            "encryptionconfig: the old seed goes on")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .after("D5")
                    .by(KeyRotationChecks::loadSurvivesRotation),
            must(
                            "E8",
                            Level.ROTATION,
                            Impact.LOSS,
                            "killed in the middle of a rotation it comes back with the old or the new key and loses"
                                    + " nothing",
                            KEP)
                    .and(Level.RESTART)
                    .on(ROTATION)
                    .after("A13", "D3", "D5", "E7")
                    .needs(ROTATE_ON_DEMAND, KILL)
                    .by(KeyRotationChecks::killDuringRotationIsHarmless),
            should(
                            "E9",
                            Level.ROTATION,
                            Impact.DEGRADED,
                            "1000 rotations leave key_id short and new, calls fast and every key at hand",
                            "limits of the contract")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND, LONG_RUN)
                    .by(KeyRotationChecks::thousandRotations));

    private KeyRotationRules() {}
}
