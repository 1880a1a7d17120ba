package dev.baokms.core;

import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import java.util.Map;

/** The in-port: what a KMS v2 endpoint asks of the domain. Safe for any number of threads. */
public interface Kms {
    /**
     * Answer to Status; the protocol version is always {@code v2}.
     *
     * @param healthz exactly {@code ok}, or what is wrong
     * @param keyId the current write key
     */
    record StatusReport(String healthz, KeyId keyId) {}

    /**
     * Answer to Encrypt; all three come from one snapshot (I4).
     *
     * @param ciphertext what Kubernetes stores
     * @param keyId the key that wrapped it
     * @param annotations what is stored beside it
     */
    record Wrapped(TransitCiphertext ciphertext, KeyId keyId, Annotations annotations) {}

    /** What is known now; never asks OpenBao and never blocks. */
    Outcome<StatusReport> status();

    /**
     * Wraps a seed under the active version.
     *
     * @param plaintext stays the caller's
     * @param uid the API server's request id, opaque
     * @param budget what the call may take
     */
    Outcome<Wrapped> encrypt(SecretBytes plaintext, String uid, Budget budget);

    /**
     * Unwraps what Encrypt once returned. The arguments are as the request carries them, unchecked.
     *
     * @return bytes that the caller owns and must close
     */
    Outcome<SecretBytes> decrypt(
            byte[] ciphertext, String keyId, Map<String, byte[]> annotations, String uid, Budget budget);
}
