package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.Scopes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Values as API servers store them, written here by hand: what reads them must not be what wrote them. */
public final class StoredValues {
    public static final String PROVIDER = Scopes.PUBLISHED.providerName();
    public static final OurKey KEY = OurKey.named(PROVIDER);

    private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

    private StoredValues() {}

    /** Of the published scope; the seed number tells seeds of one version apart. */
    public static byte[] ours(int version, int seed) {
        return MADE.computeIfAbsent(version + " " + seed, made -> kmsV2(PROVIDER, envelope(version, seed)))
                .clone();
    }

    public static byte[] kmsV2(String provider, byte[] envelope) {
        return concat(("k8s:enc:kms:v2:" + provider + ":").getBytes(UTF_8), envelope);
    }

    public static byte[] envelope(int version, int seed) {
        return envelope(keyId(version), ciphertext(version, seed), annotations(version));
    }

    public static byte[] envelope(String keyId, String seed, Map<String, byte[]> annotations) {
        return concat(
                field(1, new byte[80]),
                field(2, keyId.getBytes(UTF_8)),
                field(3, seed.getBytes(UTF_8)),
                entries(annotations),
                new byte[] {0x28, 1});
    }

    public static String keyId(int version) {
        return KeyId.derive(Scopes.PUBLISHED, version(version)).value();
    }

    public static String ciphertext(int version, int seed) {
        byte[] body = ByteBuffer.allocate(60).putInt(seed).array();
        return "vault:v" + version + ":" + Base64.getEncoder().encodeToString(body);
    }

    public static Map<String, byte[]> annotations(int version) {
        return new LinkedHashMap<>(
                Annotations.of(Scopes.PUBLISHED, version(version), "0.1.0").encoded());
    }

    private static KeyVersion version(int number) {
        return new KeyVersion(number, 1_715_803_200L + number);
    }

    static byte[] entries(Map<String, byte[]> annotations) {
        var bytes = new ByteArrayOutputStream();
        annotations.forEach((key, value) ->
                bytes.writeBytes(field(4, concat(field(1, key.getBytes(UTF_8)), field(2, value)))));
        return bytes.toByteArray();
    }

    /** A field of bytes. */
    static byte[] field(int number, byte[] content) {
        return concat(new byte[] {(byte) ((number << 3) | 2)}, varint(content.length), content);
    }

    static byte[] varint(long value) {
        var bytes = new ByteArrayOutputStream();
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** As a source lends it: read-only, and not at the beginning of its page. */
    public static ByteBuffer lent(byte[] bytes) {
        return ByteBuffer.wrap(concat(new byte[] {1, 2, 3}, bytes, new byte[] {4}))
                .position(3)
                .limit(3 + bytes.length)
                .asReadOnlyBuffer();
    }

    public static ByteBuffer lent(String text) {
        return lent(text.getBytes(UTF_8));
    }
}
