package dev.baokms.etcd;

import dev.baokms.etcd.proto.HashKVRequest;
import dev.baokms.etcd.proto.HashKVResponse;
import dev.baokms.etcd.proto.KVGrpc;
import dev.baokms.etcd.proto.MaintenanceGrpc;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.RangeResponse;
import dev.baokms.etcd.proto.SnapshotRequest;
import dev.baokms.etcd.proto.SnapshotResponse;
import dev.baokms.etcd.proto.StatusRequest;
import dev.baokms.etcd.proto.StatusResponse;
import dev.baokms.etcd.proto.WatchGrpc;
import dev.baokms.etcd.proto.WatchRequest;
import dev.baokms.etcd.proto.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One member, or kine, and the calls to it. Each call has a deadline, and throws {@link io.grpc.StatusRuntimeException}
 * when it fails.
 */
final class EtcdMember implements AutoCloseable {
    /**
     * Most bytes of an answer. An answer is in memory twice while it is read, and the heap of a command is small. By
     * default, etcd accepts values up to 1.5 MiB.
     */
    static final int MOST_BYTES = 8 << 20;

    private static final UnixDomainSocketAddress PLACEHOLDER = UnixDomainSocketAddress.of("etcd.sock");
    private static final int ANSWER_SECONDS = 10;
    private static final int PAGE_SECONDS = 60;
    /** A long deadline, because the member reads all rows of its database. */
    private static final int HASH_SECONDS = 300;

    private static final int SNAPSHOT_SECONDS = 3600;
    /** How much a member sends ahead of the reader. With more, the rests of a scan would give the member no rest. */
    private static final int AHEAD_BYTES = 128 << 10;

    private final String name;
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("etcd-client", true), NioIoHandler.newFactory());
    private final ManagedChannel channel;

    /**
     * Creates a client that connects with its first call.
     *
     * @param name for messages
     * @param tls read only where the address needs it
     */
    EtcdMember(String name, EndpointAddress address, ClientTls tls) throws RefusedSourceException {
        this.name = name;
        NettyChannelBuilder builder = switch (address) {
            case EndpointAddress.Secure secure ->
                NettyChannelBuilder.forAddress(secure.host(), secure.port())
                        .sslContext(tls.context())
                        .channelType(NioSocketChannel.class);
            case EndpointAddress.Plain plain ->
                NettyChannelBuilder.forAddress(plain.host(), plain.port())
                        .usePlaintext()
                        .channelType(NioSocketChannel.class);
            case EndpointAddress.Socket socket ->
                NettyChannelBuilder.forAddress(PLACEHOLDER)
                        .usePlaintext()
                        .overrideAuthority("localhost")
                        .channelFactory(() -> dialing(UnixDomainSocketAddress.of(socket.path())))
                        // A Unix socket has no TCP keepalive; null removes the option that gRPC sets.
                        .withOption(ChannelOption.SO_KEEPALIVE, null);
        };
        this.channel = builder.eventLoopGroup(io)
                .maxInboundMessageSize(MOST_BYTES)
                .flowControlWindow(AHEAD_BYTES)
                // Serves the snapshot; blocking calls bring their own executor.
                .directExecutor()
                .disableRetry()
                .build();
    }

    /** Dials this address and ignores gRPC's: gRPC makes a URI of an address and accepts only ASCII. */
    private static Channel dialing(UnixDomainSocketAddress address) {
        var dialed = new NioDomainSocketChannel();
        dialed.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void connect(
                    ChannelHandlerContext context,
                    SocketAddress placeholder,
                    SocketAddress local,
                    ChannelPromise promise) {
                var _ = context.connect(address, local, promise);
            }
        });
        return dialed;
    }

    String name() {
        return name;
    }

    StatusResponse status() {
        return MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance());
    }

    RangeResponse range(RangeRequest request) {
        return KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PAGE_SECONDS, TimeUnit.SECONDS)
                .range(request);
    }

    /**
     * Asks the leader, so that no earlier write is missed. The request names one key, since etcd first collects a whole
     * range.
     */
    long currentRevision() {
        return range(KeyRange.NO_KEY).getHeader().getRevision();
    }

    HashKVResponse hashKv(long revision) {
        return MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(HASH_SECONDS, TimeUnit.SECONDS)
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
    }

    /** Receives the pieces of a snapshot. */
    interface Pieces {
        void piece(SnapshotResponse piece) throws RefusedSourceException;
    }

    /**
     * Reads a snapshot piece by piece, while the member waits. Each piece is read on the thread that delivers it,
     * because a change of threads costs more than the piece.
     */
    void snapshot(Pieces pieces) throws RefusedSourceException {
        var reader = new SnapshotReader(pieces);
        MaintenanceGrpc.newStub(channel)
                .withDeadlineAfter(SNAPSHOT_SECONDS, TimeUnit.SECONDS)
                .snapshot(SnapshotRequest.getDefaultInstance(), reader);
        reader.await();
    }

    /** @param seconds after which the watch ends */
    BlockingClientCall<WatchRequest, WatchResponse> watch(long seconds) {
        return WatchGrpc.newBlockingV2Stub(channel)
                .withDeadlineAfter(seconds, TimeUnit.SECONDS)
                .watch();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
