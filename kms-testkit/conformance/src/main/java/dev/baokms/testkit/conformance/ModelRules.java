package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.RESTART;
import static dev.baokms.testkit.conformance.Capability.ROTATE_ON_DEMAND;
import static dev.baokms.testkit.conformance.Capability.STOP_AND_START;
import static dev.baokms.testkit.conformance.Prerequisite.ENCRYPT;
import static dev.baokms.testkit.conformance.Prerequisite.ROTATION;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group G: whole stories, most of them told by a virtual API server. */
final class ModelRules {
    static final List<Rule> RULES = List.of(
            must(
                            "G1",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "an API server that polls for 24 hours, on a clock of its own, is never unhealthy",
                            "encryptionconfig/config.go")
                    .on(ROUND_TRIP)
                    .after("E2", "B1", "B2", "B3", "B7", "B8", "C4", "B5", "C2", "C3", "C5")
                    .by(ModelChecks::aDayGoesWell),
            must(
                            "G2",
                            Level.RESTART,
                            Impact.LOSS,
                            "after a restart an API server gets ready and reads 50 seeds, ten readers at once",
                            "encryptionconfig and kmsv2/envelope.go")
                    .on(ROUND_TRIP)
                    .after("E2", "B1", "B2", "B9", "C4", "D3", "B5", "B8", "C2", "C3", "C5", "D7", "D2")
                    .needs(RESTART)
                    .by(ModelChecks::coldStart),
            should(
                            "G3",
                            Level.RESTART,
                            Impact.UNHEALTHY,
                            "a call waits for a provider that starts 1.5 s later",
                            "TestKMSPluginLateStart")
                    .needs(STOP_AND_START)
                    .by(RestartChecks::lateStart),
            should(
                            "G4",
                            Level.RESTART,
                            Impact.DEGRADED,
                            "a call outlasts a black-out of 1 to 2 s",
                            "TestIntermittentConnectionLoss")
                    .after("G3")
                    .needs(STOP_AND_START)
                    .by(RestartChecks::blackouts),
            must(
                            "G5",
                            Level.ROTATION,
                            Impact.LOSS,
                            "any order of calls, rotations, restarts and outages keeps D1 to D6, B7 to B9 and E2 to E4",
                            "all of the above")
                    .on(ROTATION)
                    .after("B7", "B8", "B9", "B16", "D3", "D5", "D9", "D18", "E2", "E4", "C8")
                    .needs(ROTATE_ON_DEMAND)
                    .by(Interleavings::keepInvariants),
            must(
                            "G6",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "60 new connections, each with Status and Encrypt, are served",
                            "encryptionconfig/controller: a bad config is tried again and again")
                    .on(ENCRYPT)
                    .by(ModelChecks::reloadStorm),
            must(
                            "G7",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "200 rounds of Status and Encrypt do not slow Decrypt down",
                            "encryptionconfig: every 3 s while a rotation fails")
                    .on(ROUND_TRIP)
                    .by(ModelChecks::healthStorm),
            must(
                            "G8",
                            Level.ROTATION,
                            Impact.LOSS,
                            "values in etcd open again after rotations and restarts, and only under their own key",
                            "kmsv2/envelope.go and aes")
                    .on(ROTATION)
                    .after("B1", "B2", "B9", "C4", "D3", "D5", "B5", "B8", "C2", "C3", "C5", "D7", "E2")
                    .needs(ROTATE_ON_DEMAND)
                    .by(ModelChecks::valuesSurvive));

    private ModelRules() {}
}
