package dev.baokms.testkit.kms;

/**
 * A KMS v2 provider, behind a socket or in the same process. Answers are passed on unchanged, even wrong ones: the
 * caller judges them.
 *
 * <p>Every method throws {@link KmsCallException} when the provider answers with an error or not at all.
 */
public interface KmsPlugin {
    /**
     * Health and the current write key.
     *
     * @param version of the protocol
     * @param healthz {@code ok}, or what is wrong
     * @param keyId the write key
     */
    record StatusReply(String version, String healthz, String keyId) {}

    StatusReply status();

    /** @param uid request id, opaque to the provider */
    WrappedSeed encrypt(String uid, byte[] plaintext);

    /** @param uid request id, different from that of Encrypt */
    byte[] decrypt(String uid, WrappedSeed wrapped);
}
