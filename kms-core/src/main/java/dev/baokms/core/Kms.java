package dev.baokms.core;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The in-port: what a KMS v2 endpoint needs from the domain. Safe for any number of threads. */
public interface Kms {
    /**
     * Answer to Status; the protocol version is always {@code v2}.
     *
     * @param trouble what is wrong; empty for {@code ok}
     * @param continuityUntil until when requests are answered without the key's server; empty when they are not
     * @param keyId the current write key
     */
    record StatusReport(Optional<Failure> trouble, Optional<Instant> continuityUntil, KeyId keyId) {
        /** A report while the key's server can be reached. */
        public StatusReport(Optional<Failure> trouble, KeyId keyId) {
            this(trouble, Optional.empty(), keyId);
        }

        /**
         * The health text for API servers and people.
         *
         * @param sentences gives the sentence for a failure: fixed text, safe to show to API clients
         * @return {@code ok} or anything else
         */
        public String healthz(Function<Failure, String> sentences) {
            String until = continuityUntil
                    .map(end -> "continuity until " + end.truncatedTo(ChronoUnit.SECONDS) + ": ")
                    .orElse("");
            return trouble.map(failure -> until + sentences.apply(failure)).orElse("ok");
        }
    }

    /**
     * Answer to Encrypt; all three come from one snapshot (I4).
     *
     * @param ciphertext what Kubernetes stores
     * @param keyId the key that wrapped it
     * @param annotations what is stored beside it
     */
    record Wrapped(SeedCiphertext ciphertext, KeyId keyId, Annotations annotations) {}

    /** What is known now; never asks a server and never blocks. */
    Outcome<StatusReport> status();

    /**
     * Wraps a seed under the active version.
     *
     * @param plaintext not empty; stays the caller's
     * @param uid the API server's request
     * @param budget how long the call may take
     */
    Outcome<Wrapped> encrypt(SecretBytes plaintext, RequestUid uid, Budget budget);

    /**
     * Unwraps what Encrypt once returned. The arguments are as the request carries them, unchecked, because the order
     * of the checks is part of the contract.
     *
     * @return bytes that the caller owns and must close
     */
    Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, RequestUid uid, Budget budget);
}
