package dev.baokms.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Takes requests in as bytes and parses them only when it is their turn: a waiting call holds only what was sent, and
 * the bytes, which may hold a seed, can be wiped.
 */
final class RequestReader implements MethodDescriptor.Marshaller<byte[]> {
    static final RequestReader BYTES = new RequestReader();

    /**
     * The most fields of a message, unknown ones included: a few hundred empty ones cost no more than the message's
     * bytes.
     */
    private static final int MAX_FIELDS = 256;
    /** The same number in both requests; the field comes second, so it is found early. */
    private static final int UID_FIELD = EncryptRequest.UID_FIELD_NUMBER;

    private static final int UID_SOUGHT_IN = 4;

    private RequestReader() {}

    @Override
    public byte[] parse(InputStream message) {
        try {
            return message instanceof KnownLength ? exactly(message.available(), message) : message.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] exactly(int length, InputStream message) throws IOException {
        byte[] bytes = new byte[length];
        int read = message.readNBytes(bytes, 0, length);
        if (read != length) {
            throw new IOException("a message of " + length + " bytes ended after " + read);
        }
        return bytes;
    }

    @Override
    public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
    }

    static EncryptRequest encryptRequest(byte[] message) throws InvalidProtocolBufferException {
        requireFewFields(message);
        return EncryptRequest.parser().parseFrom(withoutCopies(message));
    }

    static DecryptRequest decryptRequest(byte[] message) throws InvalidProtocolBufferException {
        requireFewFields(message);
        return DecryptRequest.parser().parseFrom(withoutCopies(message));
    }

    /** Byte fields are windows on the array, so that wiping it wipes them. */
    private static CodedInputStream withoutCopies(byte[] message) {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(message).newCodedInput();
        input.enableAliasing(true);
        return input;
    }

    private static void requireFewFields(byte[] message) throws InvalidProtocolBufferException {
        try {
            var input = CodedInputStream.newInstance(message);
            int fields = 0;
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                if (!input.skipField(tag) || ++fields > MAX_FIELDS) {
                    throw new InvalidProtocolBufferException("not a message of the contract");
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
    }

    /** The uid of a request that is not parsed; empty when it has none or the bytes are no request. */
    static String uidOf(byte[] message) {
        try {
            var input = CodedInputStream.newInstance(message);
            for (int field = 0; field < UID_SOUGHT_IN; field++) {
                int tag = input.readTag();
                if (WireFormat.getTagFieldNumber(tag) == UID_FIELD) {
                    return input.readString();
                }
                if (tag == 0 || !input.skipField(tag)) {
                    return "";
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }
}
