package dev.baokms.grpc;

import com.google.protobuf.ByteString;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import dev.baokms.grpc.proto.StatusRequest;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Calls a KMS v2 socket as kube-apiserver does, for checks on the same machine. Calls throw {@link
 * StatusRuntimeException}.
 */
public final class LocalKmsClient implements AutoCloseable {
    /** The address that gRPC is given; {@link #dialing} replaces it. */
    static final UnixDomainSocketAddress PLACEHOLDER = UnixDomainSocketAddress.of("kms.sock");

    /** Texts of the gRPC library itself, when the provider sent no status. */
    private static final Pattern LIBRARY = Pattern.compile(
            "(?i)http status|http/?2|rst_stream|end.of.stream|network closed|connection (closed|closing|reset)|io"
                    + " exception|channel (shutdown|closed)|without (a )?status|protobuf");

    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-client", true), NioIoHandler.newFactory());
    private final ManagedChannel channel;
    private final Duration deadline;

    /** @param deadline of each call; the API server's default is 3 s */
    public LocalKmsClient(Path socket, Duration deadline) {
        this.deadline = deadline;
        this.channel = NettyChannelBuilder.forAddress(PLACEHOLDER)
                .eventLoopGroup(io)
                .channelFactory(() -> dialing(UnixDomainSocketAddress.of(socket)))
                // A Unix socket has no TCP keepalive; null removes gRPC's option for it.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    /**
     * A channel that always dials {@code address}: gRPC makes a URI of the address that it is given, and accepts only
     * ASCII there.
     */
    static Channel dialing(UnixDomainSocketAddress address) {
        var channel = new NioDomainSocketChannel();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void connect(
                    ChannelHandlerContext context,
                    SocketAddress placeholder,
                    SocketAddress local,
                    ChannelPromise promise) {
                var unused = context.connect(address, local, promise);
            }
        });
        return channel;
    }

    /**
     * Why a call failed, for a person: the provider's own words, or a sentence from here when only the library spoke.
     *
     * @param failure of a call to this client
     */
    public static String refusal(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? "" : status.getDescription();
        if (status.getCause() != null) {
            return "nothing answers at the socket; start the daemon";
        }
        return switch (status.getCode()) {
            // The library's text says the same with its own figures.
            case DEADLINE_EXCEEDED ->
                said.isEmpty() || said.contains("deadline exceeded") || said.contains("Deadline")
                        ? "no answer came in time; look at the daemon's load and its log"
                        : status.getCode() + ": " + said;
            case UNIMPLEMENTED -> "what answers there is no KMS v2 provider; correct the socket's path";
            case INTERNAL, UNKNOWN, UNAVAILABLE ->
                LIBRARY.matcher(said).find() || said.isEmpty()
                        ? "what answers there does not speak gRPC as a KMS v2 provider does; correct the socket's path"
                        : status.getCode() + ": " + said;
            default -> said.isEmpty() ? status.getCode().toString() : status.getCode() + ": " + said;
        };
    }

    public StatusResponse status() {
        return stub().status(StatusRequest.getDefaultInstance());
    }

    /** Makes the next call dial again: an old connection still works after its socket's file is gone. */
    public void hangUp() {
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
