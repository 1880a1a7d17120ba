package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Prerequisite.ENCRYPT;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group C: what Encrypt answers. */
final class EncryptRules {
    private static final String VALIDATE = "kmsv2/envelope.go ValidateEncryptedObject";

    static final List<Rule> RULES = List.of(
            must("C1", Level.SOCKET, Impact.UNHEALTHY, "encrypts any 32 bytes", "kmsv2/envelope.go GenerateTransformer")
                    .by(EncryptChecks::encryptsAnySeed),
            must("C2", Level.SOCKET, Impact.UNHEALTHY, "ciphertext is 1 to 1024 bytes", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::ciphertextFits),
            must("C3", Level.SOCKET, Impact.UNHEALTHY, "key_id of Encrypt is 1 to 1024 bytes", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::keyIdFits),
            must(
                            "C4",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "annotation keys are lower-case domain names of two labels or more",
                            VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationKeysAreDomainNames),
            must(
                            "C5",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "annotations are at most 32 KiB, keys and values together",
                            VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationsFit),
            should(
                            "C6",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "annotations are at most 1 KiB",
                            "they are stored with every object")
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationsAreSmall),
            must(
                            "C7",
                            Level.SOCKET,
                            Impact.SECURITY,
                            "the plaintext stands in no field of the answer",
                            "KEP-3299: all of it is stored in clear")
                    .on(ENCRYPT)
                    .by(EncryptChecks::answerHidesPlaintext),
            must("C8", Level.SOCKET, Impact.UNHEALTHY, "a failure is an error, never OK with empty fields", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::failureIsAnError),
            should(
                            "C9",
                            Level.SOCKET,
                            Impact.SECURITY,
                            "the same plaintext gives another ciphertext each time",
                            "randomised encryption")
                    .on(ENCRYPT)
                    .by(EncryptChecks::isRandomised),
            should(
                            "C10",
                            Level.SOCKET,
                            Impact.LOSS,
                            "the request id means nothing: any, repeated, or another one on Decrypt",
                            "kmsv2/envelope.go: a new one for every call")
                    .on(ROUND_TRIP)
                    .by(EncryptChecks::uidIsOpaque),
            must(
                            "C11",
                            Level.SOCKET,
                            Impact.LOSS,
                            "200 calls of Encrypt at once each wrap their own plaintext",
                            "kmsv2/envelope.go never compares")
                    .on(ROUND_TRIP)
                    .after("A6")
                    .by(EncryptChecks::noCrossTalk),
            should(
                            "C12",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "10 000 results that are never decrypted leave it as fast as before",
                            "encryptionconfig throws results away")
                    .on(ENCRYPT)
                    .by(EncryptChecks::forgottenResultsCostNothing),
            should(
                            "C13",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "other sizes make a round trip or are refused, and never come back wrong",
                            "robustness")
                    .on(ROUND_TRIP)
                    .by(EncryptChecks::otherSizesAreSafe),
            should(
                            "C14",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "the first Status, Encrypt and Decrypt after a start each fit into one timeout",
                            "encryptionconfig: asked synchronously at start")
                    .on(ENCRYPT)
                    .by(EncryptChecks::firstCallsAreFast),
            must(
                            "C15",
                            Level.SOCKET,
                            Impact.SECURITY,
                            "no two plaintexts are encrypted under one keystream, not even over a restart",
                            "KEP-3299: both answers are stored in clear")
                    .on(ENCRYPT)
                    .by(EncryptChecks::keystreamsAreUsedOnce));

    private EncryptRules() {}
}
