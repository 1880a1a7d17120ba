package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.kms.proto.EncryptedDEKSourceType;
import dev.baokms.testkit.kms.proto.EncryptedObject;
import dev.baokms.testkit.model.StorageException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A value as kube-apiserver stores it: {@code k8s:enc:kms:v2:NAME:} and an EncryptedObject. Only the data is authenticated, and
 * only together with the etcd key it is stored under; key_id, annotations and type are not.
 */
public final class EtcdEnvelope {
    /** How the unwrapped bytes become the key of the data. */
    public enum SourceType {
        /** They are the AES key, 16, 24 or 32 bytes. Kubernetes up to 1.28 writes this. */
        KEY,
        /** They are a seed of 32 bytes or more, from which HKDF-Expand makes an AES-256 key for every value. */
        SEED
    }

    private static final String PREFIX = "k8s:enc:kms:v2:";

    private final String provider;
    private final byte[] data;
    private final WrappedSeed wrapped;
    private final SourceType type;

    private EtcdEnvelope(String provider, byte[] data, WrappedSeed wrapped, SourceType type) {
        this.provider = provider;
        this.data = data;
        this.wrapped = wrapped;
        this.type = type;
    }

    /**
     * Seals as Kubernetes 1.29 and later do.
     *
     * @param provider its name in EncryptionConfiguration, without a colon
     * @param wrapped the provider's answer for {@code seed}
     * @param info 32 bytes, random and never used twice
     * @param nonce 12 random bytes
     * @param etcdKey such as {@code /registry/secrets/default/demo}
     */
    public static EtcdEnvelope seal(
            String provider,
            WrappedSeed wrapped,
            byte[] seed,
            byte[] info,
            byte[] nonce,
            String etcdKey,
            byte[] plaintext) {
        requireLength("info", info, EnvelopeCipher.INFO_BYTES);
        requireLength("nonce", nonce, EnvelopeCipher.NONCE_BYTES);
        byte[] sealed = EnvelopeCipher.seal(EnvelopeCipher.derivedKey(seed, info), nonce, etcdKey, plaintext);
        return new EtcdEnvelope(provider, concat(info, nonce, sealed), wrapped, SourceType.SEED);
    }

    /** Seals as Kubernetes 1.27 did, with the unwrapped bytes as key. */
    public static EtcdEnvelope sealWithKey(
            String provider, WrappedSeed wrapped, byte[] key, byte[] nonce, String etcdKey, byte[] plaintext) {
        requireLength("nonce", nonce, EnvelopeCipher.NONCE_BYTES);
        requireAesKey(key);
        byte[] sealed = EnvelopeCipher.seal(key, nonce, etcdKey, plaintext);
        return new EtcdEnvelope(provider, concat(nonce, sealed), wrapped, SourceType.KEY);
    }

    /**
     * Reads a stored value. Unknown fields are skipped.
     *
     * @throws StorageException FOREIGN when it is no KMS v2 value, MALFORMED when it is a broken one
     */
    public static EtcdEnvelope parse(byte[] stored) {
        // One char per byte, so that positions in the text and the array are equal.
        String text = new String(stored, ISO_8859_1);
        int colon = text.startsWith(PREFIX) ? text.indexOf(':', PREFIX.length()) : -1;
        if (colon < 0) {
            throw new StorageException(Reason.FOREIGN, "value does not begin with " + PREFIX + " and a name");
        }
        String provider = new String(stored, PREFIX.length(), colon - PREFIX.length(), UTF_8);
        try {
            return of(
                    provider,
                    EncryptedObject.parseFrom(ByteString.copyFrom(stored, colon + 1, stored.length - colon - 1)));
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(Reason.MALFORMED, "value is no EncryptedObject", e);
        }
    }

    private static EtcdEnvelope of(String provider, EncryptedObject object) {
        SourceType type = switch (object.getEncryptedDEKSourceType()) {
            case AES_GCM_KEY -> SourceType.KEY;
            case HKDF_SHA256_XNONCE_AES_GCM_SEED -> SourceType.SEED;
            case UNRECOGNIZED ->
                throw new StorageException(
                        Reason.MALFORMED, "type is " + object.getEncryptedDEKSourceTypeValue() + ", need 0 or 1");
        };
        Map<String, byte[]> annotations = new LinkedHashMap<>();
        object.getAnnotationsMap().forEach((key, value) -> annotations.put(key, value.toByteArray()));
        var wrapped = new WrappedSeed(object.getEncryptedDEKSource().toByteArray(), object.getKeyID(), annotations);
        return new EtcdEnvelope(provider, object.getEncryptedData().toByteArray(), wrapped, type);
    }

    /** The stored form. Annotations are sorted by key, so that each meaning has one form. */
    public byte[] encoded() {
        var object = EncryptedObject.newBuilder()
                .setEncryptedData(ByteString.copyFrom(data))
                .setKeyID(wrapped.keyId())
                .setEncryptedDEKSource(ByteString.copyFrom(wrapped.ciphertext()))
                .setEncryptedDEKSourceType(
                        type == SourceType.SEED
                                ? EncryptedDEKSourceType.HKDF_SHA256_XNONCE_AES_GCM_SEED
                                : EncryptedDEKSourceType.AES_GCM_KEY);
        new TreeMap<>(wrapped.annotations())
                .forEach((key, value) -> object.putAnnotations(key, ByteString.copyFrom(value)));
        return concat((PREFIX + provider + ":").getBytes(UTF_8), object.build().toByteArray());
    }

    /**
     * Opens the data.
     *
     * @param seed what the provider unwrapped; for {@link SourceType#KEY} the AES key
     * @throws StorageException NOT_AUTHENTIC when seed or etcd key differs from the sealing, MALFORMED when the data is
     *     too short
     * @throws IllegalArgumentException when a key is not 16, 24 or 32 bytes
     */
    public byte[] open(byte[] seed, String etcdKey) {
        int infoBytes = type == SourceType.SEED ? EnvelopeCipher.INFO_BYTES : 0;
        int least = infoBytes + EnvelopeCipher.NONCE_BYTES + EnvelopeCipher.TAG_BYTES;
        if (data.length < least) {
            throw new StorageException(Reason.MALFORMED, "data is " + data.length + " bytes, need at least " + least);
        }
        if (type == SourceType.KEY) {
            requireAesKey(seed);
        }
        byte[] key = type == SourceType.SEED
                ? EnvelopeCipher.derivedKey(seed, Arrays.copyOf(data, EnvelopeCipher.INFO_BYTES))
                : seed;
        return EnvelopeCipher.open(key, data, infoBytes, etcdKey);
    }

    public String provider() {
        return provider;
    }

    /** Info, nonce, ciphertext and tag; without the info for {@link SourceType#KEY}. */
    public byte[] data() {
        return data.clone();
    }

    /** The input for the provider's Decrypt. */
    public WrappedSeed wrapped() {
        return wrapped;
    }

    public SourceType type() {
        return type;
    }

    private static void requireLength(String name, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(name + " is " + bytes.length + " bytes, need " + length);
        }
    }

    private static void requireAesKey(byte[] key) {
        if (!isAesKey(key)) {
            throw new IllegalArgumentException("key is " + key.length + " bytes, need 16, 24 or 32");
        }
    }

    static boolean isAesKey(byte[] key) {
        return key.length == 16 || key.length == 24 || key.length == 32;
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
