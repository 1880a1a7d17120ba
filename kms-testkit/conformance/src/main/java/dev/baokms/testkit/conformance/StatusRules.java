package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.BREAK_BACKEND;
import static dev.baokms.testkit.conformance.Capability.CANARIES;
import static dev.baokms.testkit.conformance.Capability.DISABLE_KEY;
import static dev.baokms.testkit.conformance.Capability.RESTART;
import static dev.baokms.testkit.conformance.Capability.SECOND_INSTANCE;
import static dev.baokms.testkit.conformance.Prerequisite.ENCRYPT;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group B: what Status says. */
final class StatusRules {
    private static final String PROBE = "encryptionconfig/config.go isKMSv2ProviderHealthyAndMaybeRotateDEK";
    private static final String KEP = "KEP-3299";

    static final List<Rule> RULES = List.of(
            must("B1", Level.SOCKET, Impact.UNHEALTHY, "version is v2 or v2beta1, and should be v2", PROBE)
                    .by(StatusChecks::versionIsKnown),
            must(
                            "B2",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "version never changes, not even over a restart",
                            PROBE + ": the first one sticks")
                    .and(Level.RESTART)
                    .after("B1")
                    .by(StatusChecks::versionIsStable),
            must("B3", Level.SOCKET, Impact.UNHEALTHY, "healthz of a healthy provider is exactly ok", PROBE)
                    .by(StatusChecks::healthzIsOk),
            must("B4", Level.SOCKET, Impact.UNHEALTHY, "key_id is not empty", "kmsv2/envelope.go ValidateKeyID")
                    .by(StatusChecks::keyIdIsNotEmpty),
            must(
                            "B5",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "key_id is at most 1024 bytes of UTF-8",
                            "kmsv2/envelope.go KeyIDMaxSize")
                    .by(StatusChecks::keyIdIsShort),
            should(
                            "B6",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "key_id is printable ASCII without spaces",
                            "it stands in clear in etcd, logs and metrics")
                    .after("B4", "B5")
                    .by(StatusChecks::keyIdIsPrintable),
            must("B7", Level.SOCKET, Impact.LOSS, "key_id stays the same until the key is rotated", KEP)
                    .and(Impact.DEGRADED)
                    .by(StatusChecks::keyIdIsStable),
            must(
                            "B8",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "Encrypt after Status names the key_id that Status named",
                            "encryptionconfig/config.go rotateDEKOnKeyIDChange")
                    .on(ENCRYPT)
                    .after("B7", "B4", "B5", "C3")
                    .by(StatusChecks::statusAndEncryptAgree),
            must("B9", Level.RESTART, Impact.DEGRADED, "key_id is the same after a restart", KEP)
                    .after("B7")
                    .needs(RESTART)
                    .by(StatusChecks::keyIdSurvivesRestart),
            must(
                            "B10",
                            Level.SECOND_INSTANCE,
                            Impact.DEGRADED,
                            "instances with the same key name the same key_id",
                            "kmsv2/envelope.go: another key_id is stale")
                    .after("B7", "B9")
                    .needs(SECOND_INSTANCE)
                    .by(StatusChecks::instancesAgree),
            must(
                            "B11",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "Status changes nothing, however often it is asked",
                            "polled up to 20 times a minute")
                    .on(ROUND_TRIP)
                    .after("B7")
                    .by(StatusChecks::statusHasNoSideEffects),
            must(
                            "B12",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "Status is answered before any Encrypt or Decrypt",
                            "encryptionconfig: Status comes first")
                    .by(StatusChecks::statusComesFirst),
            should(
                            "B13",
                            Level.BROKEN_BACKEND,
                            Impact.DEGRADED,
                            "with its backend gone every call is answered within the deadline, well or with an error",
                            "encryptionconfig: the probe holds a lock while it waits")
                    .on(ROUND_TRIP)
                    .needs(BREAK_BACKEND)
                    .by(OutageChecks::answersWithoutBackend),
            must(
                            "B14",
                            Level.BROKEN_BACKEND,
                            Impact.LOSS,
                            "when Encrypt keeps failing, Status stops saying ok within 60 s",
                            KEP + "; kubernetes issue 138950")
                    .on(ROUND_TRIP)
                    .needs(BREAK_BACKEND)
                    .by(OutageChecks::statusIsTruthful),
            should(
                            "B15",
                            Level.BROKEN_BACKEND,
                            Impact.LOSS,
                            "an unusable write key makes Status an error, not a healthz text beside a valid key_id",
                            "kubernetes issue 138950: the text does not stop writes")
                    .on(ROUND_TRIP)
                    .needs(DISABLE_KEY)
                    .by(OutageChecks::deadKeyIsAnError),
            must(
                            "B16",
                            Level.BROKEN_BACKEND,
                            Impact.UNHEALTHY,
                            "it recovers by itself within 10 s of the backend's return, with the same key_id",
                            "encryptionconfig: the old state is used again")
                    .on(ROUND_TRIP)
                    .after("B4", "B7")
                    .needs(BREAK_BACKEND)
                    .by(OutageChecks::recovers),
            should(
                            "B17",
                            Level.BROKEN_BACKEND,
                            Impact.SECURITY,
                            "what it says about a failure is at most 1 KiB and holds no secret and no URL",
                            "shown by /healthz and in HTTP 500")
                    .on(ROUND_TRIP)
                    .needs(BREAK_BACKEND)
                    .by(OutageChecks::failureTextsAreDiscreet),
            must("B18", Level.SOCKET, Impact.SECURITY, "key_id holds no secret", KEP + ": public and logged")
                    .needs(CANARIES)
                    .by(StatusChecks::keyIdHoldsNoSecret));

    private StatusRules() {}
}
