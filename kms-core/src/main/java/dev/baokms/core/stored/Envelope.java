package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A KMS v2 envelope of Kubernetes, within kube-apiserver's limits: the object under a seed, the seed under the key, and
 * which key that was. Its buffers are views of the value that it was read from, and valid as long as that is. Nothing
 * in it is a secret, and nothing in it is authenticated until it is opened.
 */
public final class Envelope {
    /** How the data key is made from the unwrapped seed. */
    public enum SeedType {
        /** The seed is the key, 32 bytes; one seed for each object or each start of an API server. */
        AES_GCM_KEY,
        /** HKDF with a nonce of each object gives the key. */
        HKDF_SHA256_XNONCE_AES_GCM_SEED
    }

    private final ByteBuffer value;
    private final WireEnvelope parts;

    Envelope(ByteBuffer value, WireEnvelope parts) {
        this.value = value;
        this.parts = parts;
    }

    /** The key_id that the writer stored, 1 to 1023 bytes. */
    public String keyId() {
        return UTF_8.decode(slice(parts.keyIdAt, parts.keyIdLength)).toString();
    }

    /** The wrapped seed, 1 to 1023 bytes, read-only. Equal bytes are one seed. */
    public ByteBuffer encryptedDekSource() {
        return slice(parts.seedAt, parts.seedLength);
    }

    /**
     * What the writer added in the clear, at most 32 KiB in total; a fresh map of fresh arrays, as KMS calls carry it.
     */
    public Map<String, byte[]> annotations() {
        var annotations = new LinkedHashMap<String, byte[]>();
        int next = parts.nextAnnotation(value, parts.annotationsAt);
        for (; next >= 0; next = parts.nextAnnotation(value, next)) {
            var content = new byte[parts.entryValueLength];
            value.get(parts.entryValueAt, content);
            annotations.put(
                    UTF_8.decode(slice(parts.entryKeyAt, parts.entryKeyLength)).toString(), content);
        }
        return annotations;
    }

    public SeedType seedType() {
        return parts.seedType();
    }

    /**
     * The object, read-only: nonce (12 bytes), ciphertext and tag (16), for an HKDF seed with info (32) in front. The
     * whole etcd key is its associated data.
     */
    public ByteBuffer encryptedData() {
        return slice(parts.dataAt, parts.dataLength);
    }

    private ByteBuffer slice(int at, int length) {
        return value.slice(at, length).asReadOnlyBuffer();
    }
}
