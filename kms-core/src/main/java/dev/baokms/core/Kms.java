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

/** The in-port: what a KMS v2 endpoint asks of the domain. Safe for any number of threads. */
public interface Kms {
    /**
     * Answer to Status; the protocol version is always {@code v2}.
     *
     * @param trouble what is wrong; empty for {@code ok}
     * @param continuityUntil until when requests are answered without the key's server, while they are
     * @param keyId the current write key
     */
    record StatusReport(Optional<Failure> trouble, Optional<Instant> continuityUntil, KeyId keyId) {
        /** While the key's server can be asked. */
        public StatusReport(Optional<Failure> trouble, KeyId keyId) {
            this(trouble, Optional.empty(), keyId);
        }

        /**
         * The one text in which API servers and people are told.
         *
         * @param sentences one for each failure: fixed, safe to show to API clients
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
     * @param budget what the call may take
     */
    Outcome<Wrapped> encrypt(SecretBytes plaintext, RequestUid uid, Budget budget);

    /**
     * Unwraps what Encrypt once returned. The arguments are as the request carries them, unchecked: the order in
     * which they are checked is part of what is promised.
     *
     * @return bytes that the caller owns and must close
     */
    Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, RequestUid uid, Budget budget);
}
