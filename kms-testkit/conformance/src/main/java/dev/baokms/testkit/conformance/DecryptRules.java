package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.BREAK_BACKEND;
import static dev.baokms.testkit.conformance.Capability.DISABLE_KEY;
import static dev.baokms.testkit.conformance.Capability.FAIL_ONCE;
import static dev.baokms.testkit.conformance.Capability.RESTART;
import static dev.baokms.testkit.conformance.Capability.ROTATE_ON_DEMAND;
import static dev.baokms.testkit.conformance.Capability.SECOND_INSTANCE;
import static dev.baokms.testkit.conformance.Prerequisite.ENCRYPT;
import static dev.baokms.testkit.conformance.Prerequisite.ROTATION;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group D: what Decrypt answers. */
final class DecryptRules {
    private static final String UNAUTHENTICATED = "etcd: only the provider authenticates this field";
    private static final String POISON = "kmsv2/envelope.go: an OK answer is cached before it is used";

    static final List<Rule> RULES = List.of(
            must(
                            "D1",
                            Level.SOCKET,
                            Impact.LOSS,
                            "Decrypt gives back what Encrypt was given, byte for byte",
                            "kmsv2/envelope.go: there is no later check")
                    .on(ENCRYPT)
                    .by(DecryptChecks::roundTrips),
            must(
                            "D2",
                            Level.SOCKET,
                            Impact.LOSS,
                            "it does so later, elsewhere, in any order and again and again",
                            "kmsv2/cache.go: asked again after 24 h")
                    .on(ROUND_TRIP)
                    .by(DecryptChecks::repeats),
            must(
                            "D3",
                            Level.RESTART,
                            Impact.LOSS,
                            "it does so after a restart and after a kill",
                            "cold start of the API server")
                    .on(ROUND_TRIP)
                    .needs(RESTART)
                    .by(DecryptChecks::survivesRestart),
            must(
                            "D4",
                            Level.SECOND_INSTANCE,
                            Impact.LOSS,
                            "what one instance wrapped another unwraps",
                            "several control-plane nodes share etcd")
                    .on(ROUND_TRIP)
                    .after("B10", "D3")
                    .needs(SECOND_INSTANCE)
                    .by(DecryptChecks::crossesInstances),
            must("D5", Level.ROTATION, Impact.LOSS, "many rotations later everything still decrypts", "KEP-3299")
                    .on(ROTATION)
                    .needs(ROTATE_ON_DEMAND)
                    .by(KeyRotationChecks::oldKeysDecrypt),
            must(
                            "D6",
                            Level.ROTATION,
                            Impact.LOSS,
                            "Decrypt uses the key the request names, not the current one",
                            "api.proto DecryptRequest.key_id")
                    .on(ROTATION)
                    .after("D5")
                    .needs(ROTATE_ON_DEMAND)
                    .by(KeyRotationChecks::oldAndNewInterleave),
            must(
                            "D7",
                            Level.SOCKET,
                            Impact.LOSS,
                            "the order of annotations on the wire does not matter, and empty values stay",
                            "a protobuf map has no order")
                    .on(ROUND_TRIP)
                    .by(TamperChecks::annotationOrderIsIrrelevant),
            must(
                            "D8",
                            Level.SOCKET,
                            Impact.LOSS,
                            "when Encrypt returned no annotations, Decrypt needs none",
                            "kmsv2/envelope.go")
                    .on(ROUND_TRIP)
                    .by(TamperChecks::worksWithoutAnnotations),
            must(
                            "D9",
                            Level.SOCKET,
                            Impact.LOSS,
                            "a ciphertext changed in any bit, cut or lengthened is refused",
                            POISON)
                    .and(Impact.SECURITY)
                    .on(ROUND_TRIP)
                    .by(TamperChecks::refusesChangedCiphertext),
            must(
                            "D10",
                            Level.SOCKET,
                            Impact.LOSS,
                            "under another key_id there is an error, or the right plaintext, but should be an error",
                            UNAUTHENTICATED)
                    .and(Impact.SECURITY)
                    .on(ROUND_TRIP)
                    .by(TamperChecks::keyIdIsBound),
            must(
                            "D11",
                            Level.SOCKET,
                            Impact.LOSS,
                            "with other annotations there is an error, or the right plaintext, but should be an error",
                            UNAUTHENTICATED)
                    .and(Impact.SECURITY)
                    .on(ROUND_TRIP)
                    .by(TamperChecks::annotationsAreBound),
            must(
                            "D12",
                            Level.SOCKET,
                            Impact.LOSS,
                            "fields of two answers mixed never give wrong bytes",
                            UNAUTHENTICATED)
                    .and(Impact.SECURITY)
                    .on(ROUND_TRIP)
                    .by(TamperChecks::splicesAreRefused),
            must(
                            "D13",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "ciphertexts of nonsense, of any size up to 1024 bytes, are refused at once",
                            "robustness")
                    .on(ROUND_TRIP)
                    .by(RefusalChecks::refusesNonsense),
            should(
                            "D14",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "an empty, overlong or huge key_id or ciphertext, which the API server never sends, is"
                                    + " refused at once",
                            "kmsv2/envelope.go doDecode")
                    .on(ROUND_TRIP)
                    .by(RefusalChecks::refusesWhatIsNeverSent),
            should(
                            "D15",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "50 seeds in a row take less than 10 s; 100 calls at once for one seed less than 3 s each",
                            "a LIST asks one by one, many LISTs ask for the same")
                    .on(ROUND_TRIP)
                    .after("D2")
                    .by(DecryptChecks::coldStartIsFast),
            should(
                            "D16",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "an unknown key_id is refused within a second",
                            "a LIST asks one by one")
                    .on(ROUND_TRIP)
                    .by(DecryptChecks::unknownKeyFailsFast),
            should(
                            "D17",
                            Level.BROKEN_BACKEND,
                            Impact.LOSS,
                            "older keys decrypt while the write key is disabled",
                            "reads must go on")
                    .on(ROTATION)
                    .after("D5")
                    .needs(ROTATE_ON_DEMAND, DISABLE_KEY)
                    .by(KeyRotationChecks::olderKeysOutliveTheWriteKey),
            must("D18", Level.BROKEN_BACKEND, Impact.LOSS, "with the backend gone Decrypt fails or is right", POISON)
                    .on(ROUND_TRIP)
                    .needs(BREAK_BACKEND)
                    .by(DecryptChecks::isRightOrFailsInAnOutage),
            should(
                            "D19",
                            Level.BROKEN_BACKEND,
                            Impact.DEGRADED,
                            "one failed request to the backend is repeated and not passed on",
                            "the API server repeats nothing")
                    .on(ROUND_TRIP)
                    .needs(FAIL_ONCE)
                    .by(DecryptChecks::retriesOnce),
            must(
                            "D20",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "10 000 invalid requests later valid ones work as before",
                            "robustness")
                    .on(ROUND_TRIP)
                    .by(RefusalChecks::survivesInvalidRequests),
            must(
                            "D21",
                            Level.SOCKET,
                            Impact.SECURITY,
                            "error texts are at most 1 KiB and hold neither plaintext, ciphertext nor secrets",
                            "shown to API clients in HTTP 500")
                    .and(Level.BROKEN_BACKEND)
                    .on(ROUND_TRIP)
                    .by(RefusalChecks::errorsAreDiscreet),
            should(
                            "D22",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "error codes say what kind of failure it is",
                            "metric label grpc_status_code")
                    .on(ROUND_TRIP)
                    .by(RefusalChecks::codesMeanSomething));

    private DecryptRules() {}
}
