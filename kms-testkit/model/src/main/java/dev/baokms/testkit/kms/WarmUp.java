package dev.baokms.testkit.kms;

import com.google.protobuf.ByteString;
import dev.baokms.testkit.kms.proto.DecryptRequest;
import dev.baokms.testkit.kms.proto.DecryptResponse;
import dev.baokms.testkit.kms.proto.EncryptRequest;
import dev.baokms.testkit.kms.proto.EncryptResponse;
import dev.baokms.testkit.kms.proto.KeyManagementServiceGrpc.KeyManagementServiceImplBase;
import dev.baokms.testkit.kms.proto.StatusRequest;
import dev.baokms.testkit.kms.proto.StatusResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The first calls of a JVM, against a private server. */
final class WarmUp extends KeyManagementServiceImplBase {
    private static final int CALLS = 20;
    private static final int SEED_BYTES = 32;
    /** On a busy machine, a new JVM has taken more than an API server's 3 s for its first call. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static boolean done;

    private WarmUp() {}

    static synchronized void once() {
        if (!done) {
            done = true;
            EventLoopGroup io = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("warm-up", true), NioIoHandler.newFactory());
            try {
                callOwnServer(io);
            } catch (IOException e) {
                throw new UncheckedIOException("a socket needs a directory for temporary files", e);
            } finally {
                var unused = io.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    private static void callOwnServer(EventLoopGroup io) throws IOException {
        Path directory = Files.createTempDirectory("kms");
        Path socket = directory.resolve("s");
        Server server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelType(NioServerDomainSocketChannel.class)
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .directExecutor()
                .addService(new WarmUp())
                .build()
                .start();
        try (var kms = new KmsClient(socket, KmsClient.Options.likeApiServer().withDeadline(PATIENCE))) {
            for (int i = 0; i < CALLS; i++) {
                kms.status();
                kms.decrypt("warm-up", kms.encrypt("warm-up", new byte[SEED_BYTES]));
            }
        } finally {
            server.shutdownNow();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
        answer.onNext(StatusResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> answer) {
        answer.onNext(EncryptResponse.newBuilder()
                .putAnnotations("warm.up.example.org", ByteString.EMPTY)
                .build());
        answer.onCompleted();
    }

    @Override
    public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> answer) {
        answer.onNext(DecryptResponse.getDefaultInstance());
        answer.onCompleted();
    }
}
