package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Basis.ENCRYPT;
import static dev.baokms.testkit.conformance.Basis.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group C: what Encrypt answers. */
final class EncryptRules {
    private static final String VALIDATE = "kmsv2/envelope.go ValidateEncryptedObject";

    static final List<Rule> RULES = List.of(
            must("C1", "L0", "U", "encrypts any 32 bytes", "kmsv2/envelope.go GenerateTransformer")
                    .by(EncryptChecks::encryptsAnySeed),
            must("C2", "L0", "U", "ciphertext is 1 to 1024 bytes", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::ciphertextFits),
            must("C3", "L0", "U", "key_id of Encrypt is 1 to 1024 bytes", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::keyIdFits),
            must("C4", "L0", "U", "annotation keys are lower-case domain names of two labels or more", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationKeysAreDomainNames),
            must("C5", "L0", "U", "annotations are at most 32 KiB, keys and values together", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationsFit),
            should("C6", "L0", "D", "annotations are at most 1 KiB", "they are stored with every object")
                    .on(ENCRYPT)
                    .by(EncryptChecks::annotationsAreSmall),
            must(
                            "C7",
                            "L0",
                            "S",
                            "the plaintext stands in no field of the answer",
                            "KEP-3299: all of it is stored in clear")
                    .on(ENCRYPT)
                    .by(EncryptChecks::answerHidesPlaintext),
            must("C8", "L0", "U", "a failure is an error, never OK with empty fields", VALIDATE)
                    .on(ENCRYPT)
                    .by(EncryptChecks::failureIsAnError),
            should("C9", "L0", "S", "the same plaintext gives another ciphertext each time", "randomised encryption")
                    .on(ENCRYPT)
                    .by(EncryptChecks::isRandomised),
            must(
                            "C10",
                            "L0",
                            "L",
                            "the request id means nothing: any, repeated, or another one on Decrypt",
                            "kmsv2/envelope.go: a new one for every call")
                    .on(ROUND_TRIP)
                    .by(EncryptChecks::uidIsOpaque),
            must(
                            "C11",
                            "L0",
                            "L",
                            "200 calls of Encrypt at once each wrap their own plaintext",
                            "kmsv2/envelope.go never compares")
                    .on(ROUND_TRIP)
                    .after("A6")
                    .by(EncryptChecks::noCrossTalk),
            should(
                            "C12",
                            "L0",
                            "D",
                            "10 000 results that nobody decrypts leave it as fast as before",
                            "encryptionconfig throws results away")
                    .on(ENCRYPT)
                    .by(EncryptChecks::forgottenResultsCostNothing),
            should(
                            "C13",
                            "L0",
                            "D",
                            "other sizes make a round trip or are refused, and never come back wrong",
                            "robustness")
                    .on(ROUND_TRIP)
                    .by(EncryptChecks::otherSizesAreSafe),
            should(
                            "C14",
                            "L0",
                            "U",
                            "the first Status and Encrypt after a start fit into one timeout",
                            "encryptionconfig: asked synchronously at start")
                    .on(ENCRYPT)
                    .by(EncryptChecks::firstCallsAreFast));

    private EncryptRules() {}
}
