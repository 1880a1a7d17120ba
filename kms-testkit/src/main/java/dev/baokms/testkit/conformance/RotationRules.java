package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Basis.ROTATION;
import static dev.baokms.testkit.conformance.Basis.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Capability.KILL;
import static dev.baokms.testkit.conformance.Capability.LONG_RUN;
import static dev.baokms.testkit.conformance.Capability.ROTATE_ON_DEMAND;
import static dev.baokms.testkit.conformance.Capability.SECOND_INSTANCE;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group E: a new write key. */
final class RotationRules {
    private static final String KEP = "KEP-3299";

    static final List<Rule> RULES = List.of(
            must("E1", "L1", "D", "a rotation shows in Status without a restart, and connections survive it", KEP)
                    .on(ROUND_TRIP)
                    .needs(ROTATE_ON_DEMAND)
                    .after("B4", "B5", "B7")
                    .by(RotationChecks::rotationShows),
            must(
                            "E2",
                            "L1",
                            "U",
                            "once Status has named the new key, no later call names the old one",
                            KEP + "; encryptionconfig compares the two")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .after("B8")
                    .by(RotationChecks::switchIsAtomic),
            must(
                            "E3",
                            "L1",
                            "UL",
                            "10 s after the switch Status and Encrypt agree at every look",
                            "encryptionconfig: writes coast for 3 min")
                    .on(ROTATION)
                    .after("E2", "B8")
                    .needs(ROTATE_ON_DEMAND)
                    .by(RotationChecks::disagreementIsTransient),
            must(
                            "E4",
                            "L1",
                            "L",
                            "no key_id is used twice, not even when the key is rolled back",
                            KEP + ": stale data would look fresh")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .by(RotationChecks::idsAreNeverReused),
            must(
                            "E5",
                            "L1+L3",
                            "L",
                            "when one instance names the new key, every instance can decrypt under it",
                            "several API servers share etcd")
                    .on(ROTATION)
                    .after("B10", "D4")
                    .needs(ROTATE_ON_DEMAND, SECOND_INSTANCE)
                    .by(RotationChecks::allDecryptBeforeOneWrites),
            should(
                            "E6",
                            "L1+L3",
                            "D",
                            "instances agree on the new key_id after a time that can be stated",
                            KEP + ": operators wait that long and 3 + 5 minutes")
                    .on(ROTATION)
                    .after("B10")
                    .needs(ROTATE_ON_DEMAND, SECOND_INSTANCE)
                    .by(RotationChecks::instancesConverge),
            must(
                            "E7",
                            "L1",
                            "D",
                            "calls under load succeed before, during and after a rotation",
                            "encryptionconfig: the old seed goes on")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .after("D5")
                    .by(RotationChecks::loadSurvivesRotation),
            must(
                            "E8",
                            "L1+L2",
                            "L",
                            "killed in the middle of a rotation it comes back with the old or the new key and loses"
                                    + " nothing",
                            KEP)
                    .on(ROTATION)
                    .after("A13", "D3", "D5", "E7")
                    .needs(ROTATE_ON_DEMAND, KILL)
                    .by(RotationChecks::killDuringRotationIsHarmless),
            should("E9", "L1", "D", "1000 rotations leave key_id short and calls fast", "limits of the contract")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND, LONG_RUN)
                    .by(RotationChecks::thousandRotations));

    private RotationRules() {}
}
