package dev.baokms.launcher.run;

import com.google.protobuf.ByteString;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import dev.baokms.grpc.proto.StatusRequest;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Talks to a KMS v2 socket as kube-apiserver does. Calls throw {@link io.grpc.StatusRuntimeException}. */
public final class SocketClient implements AutoCloseable {
    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-client", true), NioIoHandler.newFactory());
    private final ManagedChannel channel;
    private final Duration deadline;

    /** @param deadline of each call; the API server's default is 3 s */
    public SocketClient(Path socket, Duration deadline) {
        this.deadline = deadline;
        this.channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .eventLoopGroup(io)
                .channelType(NioDomainSocketChannel.class)
                // A Unix socket has no TCP keepalive; null takes gRPC's wish for it back.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    public StatusResponse status() {
        return stub().status(StatusRequest.getDefaultInstance());
    }

    /** Lets the next call dial anew: an old connection works on after its socket's file is gone. */
    void hangUp() {
        channel.enterIdle();
    }

    public EncryptResponse encrypt(byte[] plaintext) {
        return stub().encrypt(EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(plaintext))
                .setUid(UUID.randomUUID().toString())
                .build());
    }

    public byte[] decrypt(EncryptResponse wrapped) {
        return stub().decrypt(DecryptRequest.newBuilder()
                        .setCiphertext(wrapped.getCiphertext())
                        .setKeyId(wrapped.getKeyId())
                        .putAllAnnotations(wrapped.getAnnotationsMap())
                        .setUid(UUID.randomUUID().toString())
                        .build())
                .getPlaintext()
                .toByteArray();
    }

    private KeyManagementServiceBlockingStub stub() {
        return KeyManagementServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
