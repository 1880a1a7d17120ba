package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.StoredObject.Encoding;
import dev.baokms.core.stored.StoredObject.Foreign;
import dev.baokms.core.stored.StoredObject.Plaintext;
import dev.baokms.core.stored.StoredObject.Unknown;
import java.nio.ByteBuffer;

/** The first bytes of what an API server stores: kube-apiserver's transformer prefixes and its serializers' marks. */
final class Scheme {
    private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(US_ASCII);
    static final String KMS_V2 = "k8s:enc:kms:v2:";
    private static final byte[] PROTOBUF = {'k', '8', 's', 0};
    private static final byte[] JSON = {'{'};
    private static final byte[] CBOR = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};

    /** Scheme, version and name of the key; a name of unlimited length could exhaust memory. */
    private static final int MAX_HEAD_BYTES = 300;

    private Scheme() {}

    /** @param prefix of the provider's values, {@link OurKey#prefix} */
    static boolean isOurs(ByteBuffer value, byte[] prefix) {
        return startsWith(value, value.position(), prefix);
    }

    /** Reads a value that does not begin like ours. */
    static StoredObject ofOthers(ByteBuffer value) {
        if (startsWith(value, value.position(), ENCRYPTED)) {
            return encrypted(value);
        }
        if (startsWith(value, value.position(), PROTOBUF)) {
            return new Plaintext(Encoding.PROTOBUF);
        }
        if (startsWith(value, value.position(), JSON)) {
            return new Plaintext(Encoding.JSON);
        }
        if (startsWith(value, value.position(), CBOR)) {
            return new Plaintext(Encoding.CBOR);
        }
        return new Unknown(value.hasRemaining() ? "begins as nothing that is known" : "is empty", false);
    }

    /** Reads {@code k8s:enc:kms:v2:NAME:} and similar prefixes; of an unknown scheme, only the first word is kept. */
    private static StoredObject encrypted(ByteBuffer value) {
        int length = Math.min(value.remaining(), MAX_HEAD_BYTES);
        String head = UTF_8.decode(value.slice(value.position(), length)).toString();
        String[] words = head.split(":", 6);
        return switch (words[2]) {
            case "kms" -> words.length == 6 ? new Foreign("kms " + words[3] + " " + words[4]) : NAMELESS;
            case "aescbc", "aesgcm", "secretbox" ->
                words.length >= 5 ? new Foreign(words[2] + " " + words[4].split(":", 2)[0]) : NAMELESS;
            default -> words.length > 3 ? new Foreign("unknown scheme " + words[2]) : NAMELESS;
        };
    }

    private static final Unknown NAMELESS = new Unknown("says that it is encrypted, and not by what", false);

    private static boolean startsWith(ByteBuffer value, int at, byte[] prefix) {
        if (value.limit() - at < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (value.get(at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
