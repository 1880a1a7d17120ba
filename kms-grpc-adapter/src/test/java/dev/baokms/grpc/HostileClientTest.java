package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.baokms.core.failure.Failure;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.StatusRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileClientTest extends ServerTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    @AfterEach
    void goodCall_stillWorks() {
        assertThat(client.decrypt(client.encrypt(seed(1)))).isEqualTo(seed(1));
    }

    @Test
    void unknownMethod_isUnimplemented() {
        var refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> raw("v2.KeyManagementService/Rotate", new byte[0]));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void bytesThatAreNoProtobuf_areRefused() {
        var refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> raw("v2.KeyManagementService/Encrypt", new byte[] {10, 127, 1, 2, 3}));

        assertThat(refused.getStatus().getCode()).isNotEqualTo(Code.OK);
        assertThat(kms.lent).isEmpty();
    }

    @Test
    void unknownFields_areIgnored() throws IOException {
        var request = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(request);
        out.writeByteArray(1, seed(3));
        out.writeString(2, "uid");
        out.writeString(999, "from the future");
        out.flush();

        byte[] response = raw("v2.KeyManagementService/Encrypt", request.toByteArray());

        assertThat(new String(response, StandardCharsets.ISO_8859_1)).contains(FakeKms.KEY_ID.value());
    }

    @ParameterizedTest
    @ValueSource(ints = {4097, 32 * 1024})
    void plaintextBeyondTheLimit_isInvalidArgument(int bytes) {
        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> client.encrypt(new byte[bytes]));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).isEqualTo("plaintext must be at most 4096 bytes");
        assertThat(kms.lent).isEmpty();
    }

    @Test
    void nonsense_isLeftToTheCore() {
        kms.before = () -> Optional.of(new Failure.Malformed(Failure.Part.CIPHERTEXT, "is odd"));
        var request = DecryptRequest.newBuilder()
                .setCiphertext(ByteString.copyFrom(new byte[1025]))
                .build();
        var refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> client.stub().decrypt(request));
        kms.before = Optional::empty;

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).isEqualTo("ciphertext is odd");
    }

    @ParameterizedTest
    @ValueSource(ints = {KmsServer.MAX_MESSAGE_BYTES, 5 * 1024 * 1024})
    void messageBeyondTheLimit_isResourceExhausted(int bytes) {
        var request = EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(new byte[bytes]))
                .build();
        var refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> client.stub().encrypt(request));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(kms.lent).isEmpty();
    }

    @Test
    void noise_closesOnlyItsOwnConnection() throws IOException {
        var random = new Random(11);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(500)];
            random.nextBytes(noise);
            sendAndHangUp(noise);
            sendAndHangUp(concat(PREFACE.getBytes(StandardCharsets.US_ASCII), noise));
        }
    }

    @Test
    void truncatedPreface_closesOnlyItsOwnConnection() throws IOException {
        for (int length = 0; length < PREFACE.length(); length++) {
            sendAndHangUp(PREFACE.substring(0, length).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void connectionThatNeverSpeaks_doesNotDisturb() throws IOException {
        try (var silent = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(client.status().getHealthz()).isEqualTo("ok");
        }
    }

    @Test
    void tenThousandInvalidRequests_leaveNothingBehind() {
        var request = DecryptRequest.newBuilder().setUid("u".repeat(1025)).build();
        for (int i = 0; i < 10_000; i++) {
            var refused = catchThrowableOfType(
                    StatusRuntimeException.class, () -> client.stub().decrypt(request));
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        }
        Eventually.holds("nothing is in flight", () -> observer.inFlight() == 0);
        assertThat(client.stub().status(StatusRequest.getDefaultInstance()).getHealthz())
                .isEqualTo("ok");
    }

    private void sendAndHangUp(byte[] bytes) throws IOException {
        try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                connection.write(buffer);
            }
        } catch (IOException e) {
            // A server that hung up first did what is wanted.
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] both = new byte[head.length + tail.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private byte[] raw(String method, byte[] request) {
        var descriptor = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        return ClientCalls.blockingUnaryCall(
                client.channel(), descriptor, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
