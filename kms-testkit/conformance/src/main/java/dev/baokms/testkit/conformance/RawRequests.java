package dev.baokms.testkit.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.kms.proto.DecryptRequest;
import dev.baokms.testkit.kms.proto.DecryptResponse;
import dev.baokms.testkit.kms.proto.EncryptRequest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** Messages byte by byte, for rules about bytes that no generated class would send. */
final class RawRequests {
    /** Field 999, wire type 2, five bytes: what a later version of the protocol might add. */
    private static final byte[] UNKNOWN_FIELD = {(byte) 0xBA, 0x3E, 5, 'h', 'e', 'l', 'l', 'o'};

    private RawRequests() {}

    static byte[] encrypt(byte[] plaintext) {
        return EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(plaintext))
                .setUid(RuleRun.uid())
                .build()
                .toByteArray();
    }

    static byte[] decrypt(WrappedSeed wrapped) {
        return decrypt(wrapped, List.copyOf(wrapped.annotations().entrySet()));
    }

    /** With the annotations in the given order. */
    static byte[] decrypt(WrappedSeed wrapped, List<Map.Entry<String, byte[]>> annotations) {
        byte[] message = DecryptRequest.newBuilder()
                .setCiphertext(ByteString.copyFrom(wrapped.ciphertext()))
                .setUid(RuleRun.uid())
                .setKeyId(wrapped.keyId())
                .build()
                .toByteArray();
        for (Map.Entry<String, byte[]> entry : annotations) {
            // One message per entry: protobuf reads their concatenation as one merged message.
            message = join(
                    message,
                    DecryptRequest.newBuilder()
                            .putAnnotations(entry.getKey(), ByteString.copyFrom(entry.getValue()))
                            .build()
                            .toByteArray());
        }
        return message;
    }

    static byte[] withUnknownField(byte[] message) {
        return join(UNKNOWN_FIELD, message);
    }

    static byte[] plaintextOf(byte[] decryptResponse) {
        try {
            return DecryptResponse.parseFrom(decryptResponse).getPlaintext().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(
                    "Decrypt answered with bytes that are no DecryptResponse; answer with the message of the proto", e);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
