package dev.baokms.testkit.kms;

import com.google.protobuf.ByteString;
import dev.baokms.testkit.kms.proto.DecryptRequest;
import dev.baokms.testkit.kms.proto.EncryptRequest;
import dev.baokms.testkit.kms.proto.EncryptResponse;
import dev.baokms.testkit.kms.proto.KeyManagementServiceGrpc;
import dev.baokms.testkit.kms.proto.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import dev.baokms.testkit.kms.proto.StatusRequest;
import dev.baokms.testkit.kms.proto.StatusResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One connection to a provider's Unix domain socket, as kube-apiserver makes it. Safe for any number of threads. */
public final class KmsClient implements KmsPlugin, AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    /** The address that gRPC is given; {@link #dialing} replaces it. */
    private static final UnixDomainSocketAddress PLACEHOLDER = UnixDomainSocketAddress.of("kms.sock");

    /**
     * How calls are made.
     *
     * @param deadline of each call
     * @param waitForReady whether a call waits, within its deadline, for a provider that is not there yet
     * @param authority sent as {@code :authority}; a provider must accept any
     */
    public record Options(Duration deadline, boolean waitForReady, String authority) {
        /** As kube-apiserver 1.32 and later: 3 s, waiting, {@code localhost}. */
        public static Options likeApiServer() {
            return new Options(Duration.ofSeconds(3), true, "localhost");
        }

        public Options withDeadline(Duration other) {
            return new Options(other, waitForReady, authority);
        }

        public Options withWaitForReady(boolean other) {
            return new Options(deadline, other, authority);
        }

        public Options withAuthority(String other) {
            return new Options(deadline, waitForReady, other);
        }
    }

    private final Options options;
    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-client", true), NioIoHandler.newFactory());
    private final ManagedChannel channel;

    /**
     * Makes some calls to a private server, once: a new JVM loads a thousand classes for its first call, and that time
     * must not count against the provider.
     *
     * @throws java.io.UncheckedIOException when there is no directory for temporary files
     */
    public static void warmUp() {
        WarmUp.once();
    }

    /** Connects at the first call. */
    public KmsClient(Path socket, Options options) {
        this.options = options;
        var address = UnixDomainSocketAddress.of(socket);
        this.channel = NettyChannelBuilder.forAddress(PLACEHOLDER)
                .eventLoopGroup(io)
                .channelFactory(() -> dialing(address), UnixDomainSocketAddress.class)
                // gRPC sets TCP keepalive, which a Unix domain socket does not support; null removes the option.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority(options.authority())
                .usePlaintext()
                // The API server's client does not retry either.
                .disableRetry()
                .build();
    }

    /**
     * A channel that always dials {@code address}: gRPC makes a URI of the address that it is given, and accepts only
     * ASCII there.
     */
    private static Channel dialing(UnixDomainSocketAddress address) {
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

    @Override
    public StatusReply status() {
        StatusResponse response = call(() -> stub().status(StatusRequest.getDefaultInstance()));
        return new StatusReply(response.getVersion(), response.getHealthz(), response.getKeyId());
    }

    @Override
    public WrappedSeed encrypt(String uid, byte[] plaintext) {
        var request = EncryptRequest.newBuilder()
                .setUid(uid)
                .setPlaintext(ByteString.copyFrom(plaintext))
                .build();
        EncryptResponse response = call(() -> stub().encrypt(request));
        Map<String, byte[]> annotations = new LinkedHashMap<>();
        response.getAnnotationsMap().forEach((key, value) -> annotations.put(key, value.toByteArray()));
        return new WrappedSeed(response.getCiphertext().toByteArray(), response.getKeyId(), annotations);
    }

    @Override
    public byte[] decrypt(String uid, WrappedSeed wrapped) {
        var request = DecryptRequest.newBuilder()
                .setUid(uid)
                .setCiphertext(ByteString.copyFrom(wrapped.ciphertext()))
                .setKeyId(wrapped.keyId());
        wrapped.annotations().forEach((key, value) -> request.putAnnotations(key, ByteString.copyFrom(value)));
        return call(() -> stub().decrypt(request.build())).getPlaintext().toByteArray();
    }

    /**
     * Sends any message to any unary method, to test what a well-behaved client never sends.
     *
     * @param method full name, such as {@code v2.KeyManagementService/Status}
     * @param message sent unchanged; need not be protobuf
     * @param within how long to wait, instead of this client's deadline
     * @return the answer, unchecked
     * @throws KmsCallException as for every other method
     */
    public byte[] call(String method, byte[] message, Duration within) {
        var descriptor = MethodDescriptor.newBuilder(RawMessage.INSTANCE, RawMessage.INSTANCE)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        CallOptions call = CallOptions.DEFAULT.withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS);
        return call(() -> ClientCalls.blockingUnaryCall(
                channel, descriptor, options.waitForReady() ? call.withWaitForReady() : call, message));
    }

    private KeyManagementServiceBlockingStub stub() {
        var stub = KeyManagementServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(options.deadline().toNanos(), TimeUnit.NANOSECONDS);
        return options.waitForReady() ? stub.withWaitForReady() : stub;
    }

    private static <T> T call(Supplier<T> rpc) {
        try {
            return rpc.get();
        } catch (StatusRuntimeException e) {
            String description = e.getStatus().getDescription();
            throw new KmsCallException(e.getStatus().getCode().name(), description == null ? "" : description, e);
        }
    }

    /** Ends the connection; calls in flight fail. */
    @Override
    public void close() {
        channel.shutdownNow();
        io.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
