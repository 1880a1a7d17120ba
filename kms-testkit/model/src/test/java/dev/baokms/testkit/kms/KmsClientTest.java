package dev.baokms.testkit.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.baokms.testkit.kms.KmsClient.Options;
import dev.baokms.testkit.kms.proto.DecryptRequest;
import dev.baokms.testkit.kms.proto.DecryptResponse;
import dev.baokms.testkit.kms.proto.EncryptRequest;
import dev.baokms.testkit.kms.proto.EncryptResponse;
import dev.baokms.testkit.kms.proto.KeyManagementServiceGrpc;
import dev.baokms.testkit.kms.proto.StatusRequest;
import dev.baokms.testkit.kms.proto.StatusResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmsClientTest {
    @TempDir
    Path directory;

    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Echo echo = new Echo();
    private Server server;
    private KmsClient client;

    @BeforeEach
    void connect() throws IOException {
        server = serve(socket());
        client = new KmsClient(socket(), Options.likeApiServer().withDeadline(Duration.ofSeconds(20)));
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.shutdownNow();
        io.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private Server serve(Path socket) throws IOException {
        return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelType(NioServerDomainSocketChannel.class)
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .addService(echo)
                .build()
                .start();
    }

    private Path socket() {
        return directory.resolve("p.sock");
    }

    @Test
    void status_isPassedOnAsItIs() {
        assertThat(client.status()).isEqualTo(new KmsPlugin.StatusReply("v9", "so so", ""));
    }

    @Test
    void encryptAndDecrypt_carryEveryField() {
        WrappedSeed wrapped = client.encrypt("uid-1", new byte[] {1, 2, 3});

        assertThat(wrapped.keyId()).isEqualTo("key of uid-1");
        assertThat(wrapped.annotations()).containsOnlyKeys("a.b");
        assertThat(client.decrypt("uid-2", wrapped)).isEqualTo(new byte[] {1, 2, 3});
        assertThat(echo.lastDecrypt.getUid()).isEqualTo("uid-2");
        assertThat(echo.lastDecrypt.getKeyId()).isEqualTo("key of uid-1");
        assertThat(echo.lastDecrypt.getAnnotationsMap()).containsEntry("a.b", ByteString.EMPTY);
    }

    @Test
    void errorOfTheProvider_hasCodeAndDescription() {
        var failed = catchThrowableOfType(KmsCallException.class, () -> client.encrypt("fail", new byte[0]));

        assertThat(failed.code()).isEqualTo("FAILED_PRECONDITION");
        assertThat(failed.description()).isEqualTo("no, because");
        assertThat(failed).hasMessage("FAILED_PRECONDITION: no, because");
    }

    @Test
    void providerThatDoesNotAnswer_isDeadlineExceeded() {
        try (var hasty = new KmsClient(socket(), Options.likeApiServer().withDeadline(Duration.ofMillis(50)))) {
            var failed = catchThrowableOfType(KmsCallException.class, () -> hasty.encrypt("hang", new byte[0]));

            assertThat(failed.code()).isEqualTo("DEADLINE_EXCEEDED");
        }
        echo.gate.countDown();
    }

    @Test
    void absentProvider_isUnavailableAtOnceWhenNotWaiting() {
        var options = Options.likeApiServer().withWaitForReady(false).withDeadline(Duration.ofSeconds(20));
        try (var other = new KmsClient(directory.resolve("none.sock"), options)) {
            var failed = catchThrowableOfType(KmsCallException.class, other::status);

            assertThat(failed.code()).isEqualTo("UNAVAILABLE");
        }
    }

    @Test
    void waitingCall_isServedByAProviderThatStartsLate() throws Exception {
        server.shutdownNow().awaitTermination();
        var late = new FutureTask<>(() -> client.status());
        Thread.ofVirtual().start(late);

        server = serve(socket());

        assertThat(late.get(30, TimeUnit.SECONDS).version()).isEqualTo("v9");
    }

    @Test
    void socketWithANameBeyondAscii_isDialed() throws Exception {
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
        Path named = directory.resolve("Schlüssel 鍵 %41.sock");
        Server there = serve(named);
        try (var other = new KmsClient(named, Options.likeApiServer().withDeadline(Duration.ofSeconds(20)))) {
            assertThat(other.status().version()).isEqualTo("v9");
        } finally {
            there.shutdownNow().awaitTermination();
        }
    }

    @Test
    void fieldNumbers_areThoseOfTheContract() {
        assertThat(numbers(StatusResponse.getDescriptor())).isEqualTo(Map.of("version", 1, "healthz", 2, "key_id", 3));
        assertThat(numbers(EncryptRequest.getDescriptor())).isEqualTo(Map.of("plaintext", 1, "uid", 2));
        assertThat(numbers(EncryptResponse.getDescriptor()))
                .isEqualTo(Map.of("ciphertext", 1, "key_id", 2, "annotations", 3));
        assertThat(numbers(DecryptRequest.getDescriptor()))
                .isEqualTo(Map.of("ciphertext", 1, "uid", 2, "key_id", 3, "annotations", 4));
        assertThat(numbers(DecryptResponse.getDescriptor())).isEqualTo(Map.of("plaintext", 1));
        assertThat(KeyManagementServiceGrpc.SERVICE_NAME).isEqualTo("v2.KeyManagementService");
    }

    private static Map<String, Integer> numbers(Descriptor message) {
        return message.getFields().stream()
                .collect(Collectors.toMap(FieldDescriptor::getName, FieldDescriptor::getNumber));
    }

    private static final class Echo extends KeyManagementServiceGrpc.KeyManagementServiceImplBase {
        final CountDownLatch gate = new CountDownLatch(1);
        volatile DecryptRequest lastDecrypt = DecryptRequest.getDefaultInstance();

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> client) {
            client.onNext(StatusResponse.newBuilder()
                    .setVersion("v9")
                    .setHealthz("so so")
                    .build());
            client.onCompleted();
        }

        @Override
        public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> client) {
            if (request.getUid().equals("fail")) {
                client.onError(Status.FAILED_PRECONDITION
                        .withDescription("no, because")
                        .asRuntimeException());
                return;
            }
            if (request.getUid().equals("hang")) {
                try {
                    assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return;
            }
            client.onNext(EncryptResponse.newBuilder()
                    .setCiphertext(request.getPlaintext())
                    .setKeyId("key of " + request.getUid())
                    .putAnnotations("a.b", ByteString.EMPTY)
                    .build());
            client.onCompleted();
        }

        @Override
        public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> client) {
            lastDecrypt = request;
            client.onNext(DecryptResponse.newBuilder()
                    .setPlaintext(request.getCiphertext())
                    .build());
            client.onCompleted();
        }
    }
}
