package dev.baokms.testkit.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
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
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts a provider behind a Unix socket, and starts and stops it like a process. */
final class LabServer extends KeyManagementServiceGrpc.KeyManagementServiceImplBase implements AutoCloseable {
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final LabProvider provider;
    private final Path socket;
    private final Consumer<NettyServerBuilder> bend;
    private @Nullable Server server;

    LabServer(LabProvider provider, Path socket, Consumer<NettyServerBuilder> bend) {
        this.provider = provider;
        this.socket = socket;
        this.bend = bend;
    }

    Endpoint endpoint() {
        return Endpoint.unixSocket(socket.toString());
    }

    void start() {
        try {
            provider.start();
            // Netty removes the file of a server it closes, so what a killed process leaves is played.
            if (server != null && !provider.takesOverStaleSocket()) {
                throw new IOException("address in use");
            }
            Files.deleteIfExists(socket);
            NettyServerBuilder builder = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                    .bossEventLoopGroup(io)
                    .workerEventLoopGroup(io)
                    .channelType(NioServerDomainSocketChannel.class)
                    .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                    .executor(calls)
                    .addService(this);
            bend.accept(builder);
            server = builder.build().start();
            provider.listening(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        end(Server::shutdown);
    }

    void kill() {
        provider.killed();
        end(Server::shutdownNow);
    }

    private void end(Consumer<Server> how) {
        Server running = server;
        if (running != null) {
            how.accept(running);
            try {
                if (!running.awaitTermination(2, TimeUnit.SECONDS)) {
                    running.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
        answer(request, answer, () -> {
            LabProvider.State state = provider.status();
            return StatusResponse.newBuilder()
                    .setVersion(state.version())
                    .setHealthz(state.healthz())
                    .setKeyId(state.keyId())
                    .build();
        });
    }

    @Override
    public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> answer) {
        answer(request, answer, () -> {
            provider.log.call("Encrypt", request.getUid());
            LabProvider.Wrapped wrapped =
                    provider.encrypt(request.getUid(), request.getPlaintext().toByteArray());
            var response = EncryptResponse.newBuilder()
                    .setCiphertext(ByteString.copyFrom(wrapped.ciphertext))
                    .setKeyId(wrapped.keyId);
            wrapped.annotations.forEach((key, value) -> response.putAnnotations(key, ByteString.copyFrom(value)));
            return response.build();
        });
    }

    @Override
    public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> answer) {
        answer(request, answer, () -> {
            provider.log.call("Decrypt", request.getUid());
            Map<String, byte[]> annotations = new LinkedHashMap<>();
            request.getAnnotationsMap().forEach((key, value) -> annotations.put(key, value.toByteArray()));
            byte[] plaintext = provider.decrypt(
                    request.getUid(),
                    new LabProvider.Wrapped(request.getCiphertext().toByteArray(), request.getKeyId(), annotations));
            return DecryptResponse.newBuilder()
                    .setPlaintext(ByteString.copyFrom(plaintext))
                    .build();
        });
    }

    private <T> void answer(Message request, StreamObserver<T> observer, Supplier<T> response) {
        try {
            provider.inspect(request);
            observer.onNext(response.get());
            observer.onCompleted();
        } catch (LabProvider.Refused e) {
            observer.onError(Status.fromCode(Status.Code.valueOf(e.code))
                    .withDescription(e.getMessage())
                    .asRuntimeException());
        } catch (LabProvider.BackendException e) {
            observer.onError(Status.UNAVAILABLE
                    .withDescription("the backend does not answer")
                    .asRuntimeException());
        }
    }

    @Override
    public void close() {
        kill();
        calls.shutdownNow();
        io.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
