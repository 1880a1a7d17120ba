package dev.baokms.grpc;

import com.google.protobuf.ByteString;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc.KeyManagementServiceFutureStub;
import dev.baokms.grpc.proto.StatusRequest;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One connection, as the API server opens it. */
final class TestSocketClient implements AutoCloseable {
    static final String UID = "5a0c1f3e-0000-4000-8000-00000000cafe";

    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ManagedChannel channel;

    TestSocketClient(Path socket) {
        this(socket, "localhost");
    }

    TestSocketClient(Path socket, String authority) {
        channel = NettyChannelBuilder.forAddress(LocalKmsClient.PLACEHOLDER)
                .eventLoopGroup(io)
                .channelFactory(
                        () -> LocalKmsClient.dialing(UnixDomainSocketAddress.of(socket)), UnixDomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority(authority)
                .usePlaintext()
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    KeyManagementServiceBlockingStub stub() {
        return KeyManagementServiceGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    KeyManagementServiceFutureStub async() {
        return KeyManagementServiceGrpc.newFutureStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    StatusResponse status() {
        return stub().status(StatusRequest.getDefaultInstance());
    }

    EncryptResponse encrypt(byte[] plaintext) {
        return stub().encrypt(encryptRequest(plaintext));
    }

    byte[] decrypt(EncryptResponse wrapped) {
        return stub().decrypt(decryptRequest(wrapped)).getPlaintext().toByteArray();
    }

    static EncryptRequest encryptRequest(byte[] plaintext) {
        return EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(plaintext))
                .setUid(UID)
                .build();
    }

    static DecryptRequest decryptRequest(EncryptResponse wrapped) {
        return DecryptRequest.newBuilder()
                .setCiphertext(wrapped.getCiphertext())
                .setKeyId(wrapped.getKeyId())
                .putAllAnnotations(wrapped.getAnnotationsMap())
                .setUid("77777777-0000-4000-8000-00000000cafe")
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        io.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
