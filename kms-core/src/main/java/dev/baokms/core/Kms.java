package dev.baokms.core;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import java.util.Map;
import java.util.Optional;

/** The in-port: what a KMS v2 endpoint asks of the domain. Safe for any number of threads. */
public interface Kms {
    /**
     * Answer to Status; the protocol version is always {@code v2}.
     *
     * @param trouble what is wrong; empty for {@code ok}
     * @param keyId the current write key
     */
    record StatusReport(Optional<Failure> trouble, KeyId keyId) {}

    /**
     * Answer to Encrypt; all three come from one snapshot (I4).
     *
     * @param ciphertext what Kubernetes stores
     * @param keyId the key that wrapped it
     * @param annotations what is stored beside it
     */
    record Wrapped(TransitCiphertext ciphertext, KeyId keyId, Annotations annotations) {}

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
