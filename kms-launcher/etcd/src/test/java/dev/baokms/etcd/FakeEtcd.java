package dev.baokms.etcd;

import com.google.protobuf.ByteString;
import dev.baokms.etcd.proto.Event;
import dev.baokms.etcd.proto.HashKVRequest;
import dev.baokms.etcd.proto.HashKVResponse;
import dev.baokms.etcd.proto.KVGrpc;
import dev.baokms.etcd.proto.KeyValue;
import dev.baokms.etcd.proto.MaintenanceGrpc;
import dev.baokms.etcd.proto.RangeRequest;
import dev.baokms.etcd.proto.RangeResponse;
import dev.baokms.etcd.proto.ResponseHeader;
import dev.baokms.etcd.proto.SnapshotRequest;
import dev.baokms.etcd.proto.SnapshotResponse;
import dev.baokms.etcd.proto.StatusRequest;
import dev.baokms.etcd.proto.StatusResponse;
import dev.baokms.etcd.proto.WatchGrpc;
import dev.baokms.etcd.proto.WatchRequest;
import dev.baokms.etcd.proto.WatchResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A member, or kine, with a history of a test and the faults of a test. */
final class FakeEtcd implements AutoCloseable {
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final History history;
    private final List<RangeRequest> ranges = new ArrayList<>();
    private boolean kine;
    private long cluster = 0xabcd;
    private long member = 1;
    private long mostLimit = Long.MAX_VALUE;
    private boolean behind;
    private int addedToHash;
    private Optional<Status> snapshotRefusal = Optional.empty();
    private UnaryOperator<byte[]> snapshot = UnaryOperator.identity();
    private int mostPieces = Integer.MAX_VALUE;
    private UnaryOperator<RangeResponse> page = UnaryOperator.identity();
    private Consumer<RangeRequest> beforePage = request -> {};
    private Server server = NettyServerBuilder.forPort(0).build();

    FakeEtcd(History history) {
        this.history = history;
    }

    /** Refuses what kine refuses. */
    FakeEtcd kine() {
        kine = true;
        return this;
    }

    FakeEtcd identity(long clusterId, long memberId) {
        cluster = clusterId;
        member = memberId;
        return this;
    }

    /** More than so many keys are too long an answer. */
    FakeEtcd mostLimit(long most) {
        mostLimit = most;
        return this;
    }

    /** Has not got so far as the leader. */
    FakeEtcd behind() {
        behind = true;
        return this;
    }

    FakeEtcd wrongHash() {
        addedToHash = 1;
        return this;
    }

    FakeEtcd noSnapshot(Status refusal) {
        snapshotRefusal = Optional.of(refusal);
        return this;
    }

    FakeEtcd snapshot(UnaryOperator<byte[]> changed) {
        snapshot = changed;
        return this;
    }

    /** Fails after so many pieces of a snapshot. */
    FakeEtcd failAfter(int pieces) {
        mostPieces = pieces;
        return this;
    }

    FakeEtcd page(UnaryOperator<RangeResponse> changed) {
        page = changed;
        return this;
    }

    FakeEtcd beforePage(Consumer<RangeRequest> happens) {
        beforePage = happens;
        return this;
    }

    List<RangeRequest> ranges() {
        return ranges;
    }

    URI start() throws IOException {
        listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty());
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    URI start(SslContext tls, String host) throws IOException {
        listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(tls));
        return URI.create("https://" + host + ":" + server.getPort());
    }

    URI start(Path socket) throws IOException {
        listen(UnixDomainSocketAddress.of(socket), Optional.empty());
        return URI.create("unix://" + socket);
    }

    private void listen(SocketAddress address, Optional<SslContext> tls) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelType(
                        address instanceof UnixDomainSocketAddress
                                ? NioServerDomainSocketChannel.class
                                : NioServerSocketChannel.class)
                .directExecutor()
                .addService(new Keys())
                .addService(new Maintenance())
                .addService(new Writes());
        tls.ifPresent(builder::sslContext);
        server = builder.build().start();
    }

    private ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(kine ? 0 : cluster)
                .setMemberId(kine ? 0 : member)
                .setRevision(revision)
                .setRaftTerm(3)
                .build();
    }

    private static KeyValue row(History.Write write) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(write.key()))
                .setModRevision(write.revision().main())
                .setValue(ByteString.copyFromUtf8(write.value()))
                .build();
    }

    private final class Keys extends KVGrpc.KVImplBase {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
            ranges.add(request);
            beforePage.accept(request);
            long when = request.getRevision() == 0 ? history.revision() : request.getRevision();
            if (kine && request.getSerializable()) {
                observer.onError(Status.UNKNOWN
                        .withDescription("serializable is not supported")
                        .asRuntimeException());
            } else if (request.getLimit() > mostLimit) {
                observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
            } else if (when < history.compacted()) {
                observer.onError(Status.OUT_OF_RANGE
                        .withDescription("etcdserver: mvcc: required revision has been compacted")
                        .asRuntimeException());
            } else if (behind && request.getSerializable()) {
                observer.onError(Status.OUT_OF_RANGE
                        .withDescription("etcdserver: mvcc: required revision is a future revision")
                        .asRuntimeException());
            } else {
                observer.onNext(page.apply(answer(request, when)));
                observer.onCompleted();
            }
        }

        private RangeResponse answer(RangeRequest request, long when) {
            List<History.Write> rows = history.at(when).values().stream()
                    .filter(each -> each.key().compareTo(request.getKey().toStringUtf8()) >= 0)
                    // Without an end it is one key.
                    .filter(each -> !request.getRangeEnd().isEmpty()
                            || each.key().equals(request.getKey().toStringUtf8()))
                    .toList();
            RangeResponse.Builder answer = RangeResponse.newBuilder()
                    .setHeader(header(history.revision()))
                    .setCount(rows.size())
                    .setMore(rows.size() > request.getLimit());
            rows.stream().limit(request.getLimit()).forEach(each -> answer.addKvs(row(each)));
            return answer.build();
        }
    }

    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            observer.onNext(StatusResponse.newBuilder()
                    .setHeader(header(history.revision()))
                    .setVersion("3.5.0")
                    .setDbSize(4096)
                    .build());
            observer.onCompleted();
        }

        @Override
        public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
            if (request.getRevision() > history.revision()) {
                observer.onError(Status.OUT_OF_RANGE
                        .withDescription("etcdserver: mvcc: required revision is a future revision")
                        .asRuntimeException());
                return;
            }
            observer.onNext(HashKVResponse.newBuilder()
                    .setHeader(header(history.revision()))
                    .setHash(history.hashKv() + addedToHash)
                    .setCompactRevision(history.compacted() == 0 ? -1 : history.compacted())
                    .build());
            observer.onCompleted();
        }

        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
            if (snapshotRefusal.isPresent()) {
                observer.onError(snapshotRefusal.get().asRuntimeException());
                return;
            }
            byte[] whole = snapshot.apply(BoltWriter.snapshot(
                    history.into(new BoltWriter(4096, ByteOrder.LITTLE_ENDIAN)).image()));
            for (int at = 0; at < whole.length; at += 1000) {
                if (at / 1000 == mostPieces) {
                    observer.onError(Status.UNAVAILABLE.asRuntimeException());
                    return;
                }
                int end = Math.min(whole.length, at + 1000);
                observer.onNext(SnapshotResponse.newBuilder()
                        .setBlob(ByteString.copyFrom(Arrays.copyOfRange(whole, at, end)))
                        .setRemainingBytes(whole.length - end)
                        .build());
            }
            observer.onCompleted();
        }
    }

    private final class Writes extends WatchGrpc.WatchImplBase {
        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    if (request.hasCreateRequest()) {
                        create(request.getCreateRequest().getStartRevision(), observer);
                    } else if (kine) {
                        observer.onNext(WatchResponse.newBuilder()
                                .setHeader(header(history.revision()))
                                .build());
                    }
                }

                @Override
                public void onError(Throwable thrown) {}

                @Override
                public void onCompleted() {
                    observer.onCompleted();
                }
            };
        }

        private void create(long from, StreamObserver<WatchResponse> observer) {
            observer.onNext(WatchResponse.newBuilder()
                    .setHeader(header(history.revision()))
                    .setCreated(true)
                    .build());
            if (from < history.compacted()) {
                observer.onNext(WatchResponse.newBuilder()
                        .setHeader(header(history.revision()))
                        .setCanceled(true)
                        .setCompactRevision(history.compacted())
                        .build());
                return;
            }
            for (History.Write each : history.writesFrom(from)) {
                Event.Builder event = Event.newBuilder()
                        .setType(each.deletion() ? Event.EventType.DELETE : Event.EventType.PUT)
                        .setKv(row(each));
                Map<String, History.Write> before = history.at(each.revision().main() - 1);
                if (before.containsKey(each.key()) && each.revision().main() - 1 >= history.compacted()) {
                    event.setPrevKv(row(before.get(each.key())));
                }
                observer.onNext(WatchResponse.newBuilder()
                        .setHeader(header(each.revision().main()))
                        .addEvents(event)
                        .build());
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        var _ = io.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
