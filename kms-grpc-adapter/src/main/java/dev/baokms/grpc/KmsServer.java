package dev.baokms.grpc;

import dev.baokms.core.Kms;
import dev.baokms.core.failure.Failure;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves KMS v2 on a Unix domain socket. Started once and stopped once; stopping twice does no harm.
 *
 * <p>Every call is answered within nine tenths of its deadline, or within the configured time if that is sooner.
 * Nothing that a client sends or does ends the server or another client's call. What a client may hold is bounded in
 * connections, calls and bytes; {@link PeerLimits} has the limits and their sum.
 */
public final class KmsServer implements AutoCloseable {
    /**
     * The largest request that kube-apiserver can send is about 35 KiB: 32 KiB of annotations, 1 KiB each of
     * ciphertext and key_id. RESOURCE_EXHAUSTED beyond this.
     */
    static final int MAX_MESSAGE_BYTES = 40 * 1024;

    /** Methods, content types and tracing headers are a few hundred bytes. */
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    /**
     * Fixed, because an adaptive window costs a PING for every request. Memory is bounded by counting bytes, not by
     * this.
     */
    private static final int FLOW_CONTROL_BYTES = 256 * 1024;
    /**
     * Bytes of responses that the kernel has not taken yet. Above the high mark, the client is not read until they are
     * below the low one.
     */
    private static final WriteBufferWaterMark UNWRITTEN_BYTES = new WriteBufferWaterMark(16 * 1024, 32 * 1024);
    /** Reads of one connection before the next one has its turn. */
    private static final int READS_PER_TURN = 4;

    private static final int LEAST_READ_BYTES = 256;
    private static final int FIRST_READ_BYTES = 2048;
    /** An API server cancels a call when its 3 s are over; this allows several hundred calls for each of them. */
    private static final int MOST_RESETS = 1000;

    private static final int RESETS_SECONDS = 10;
    /** The API server asks every minute. gRPC sends GOAWAY first, so no call is lost. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(10);

    private static final Duration FORCED_STOP = Duration.ofSeconds(1);
    /** Below the 3 s after which an API server gives up, so that it still gets the reason. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final CallObserver observer;
    private final SocketTransport transport;
    private final ExecutorService workers;
    // One thread moves all frames and answers Status, both of which are quick. Calls that wait for OpenBao do so on a
    // worker.
    private final EventLoopGroup io;
    private final PeerLimits limits;
    private final PeerConnections connections;
    private final ServerServiceDefinition service;
    /** The last one listens. Earlier ones finish the calls of connections to a removed socket file. */
    private final List<Server> servers = new ArrayList<>();

    private @Nullable SocketFile socket;
    private volatile @Nullable ServerChannel heldBack;
    private volatile boolean stopped;
    private volatile boolean socketLost;
    private volatile boolean ioThreadEnded;

    /**
     * @param sentences gives the sentence for a failure, for API clients and operators: fixed text, no path, address or
     *     secret
     * @param observer hears of every call
     * @param onFatal gets an error after which the process should end, such as a full heap or the death of the I/O
     *     thread; runs on the thread that met it, possibly more than once
     */
    public KmsServer(
            ServerSettings settings,
            Kms kms,
            Function<Failure, String> sentences,
            CallObserver observer,
            Consumer<Throwable> onFatal) {
        this(
                settings,
                kms,
                sentences,
                observer,
                onFatal,
                PeerLimits.DEFAULT,
                SocketTransport.best(settings.socketPath().getFileSystem().getUserPrincipalLookupService()),
                Workers.platformThreads());
    }

    KmsServer(
            ServerSettings settings,
            Kms kms,
            Function<Failure, String> sentences,
            CallObserver observer,
            Consumer<Throwable> onFatal,
            PeerLimits limits,
            SocketTransport transport,
            ExecutorService workers) {
        this.settings = settings;
        this.observer = observer;
        this.limits = limits;
        this.transport = transport;
        this.workers = workers;
        var thrown = new ThrownErrors(observer, onFatal);
        this.io = new MultiThreadIoEventLoopGroup(1, new IoThreadFactory(thrown), transport.ioHandlers());
        this.connections = new PeerConnections(limits, observer, thrown, io.next());
        var openCalls = new OpenCalls(io.next(), limits, thrown);
        this.service = new KmsService(
                        kms, new ServerParts(sentences, observer, thrown, openCalls, settings.callTimeout()))
                .definition(settings, workers);
    }

    /** Reports a dead I/O thread: Netty ends a thread whose loop throws, and only logs it. */
    private final class IoThreadFactory extends DefaultThreadFactory {
        private final ThrownErrors thrown;

        IoThreadFactory(ThrownErrors thrown) {
            super("kms-io", true);
            this.thrown = thrown;
        }

        @Override
        protected Thread newThread(Runnable loop, String name) {
            return super.newThread(
                    () -> {
                        loop.run();
                        ioThreadEnded = true;
                        if (!stopped) {
                            thrown.threadDied(name);
                        }
                    },
                    name);
        }
    }

    /**
     * Binds the socket and serves. When this returns, clients can connect.
     *
     * @throws UnsafeSocketException when the socket cannot be served safely; the message says how to fix it
     * @throws IOException when the file system or the kernel refuses for another reason
     */
    public void start() throws IOException {
        start(OptionalInt.empty());
    }

    /**
     * As {@link #start()}, on a socket that another process bound at the configured path and still holds. Clients wait
     * in its queue while no server runs, so stopping leaves the socket there.
     *
     * @param listener its descriptor in this process
     * @return whether it is used; if it cannot be, this process binds its own socket at the path
     */
    public boolean start(OptionalInt listener) throws IOException {
        return start(listener, false);
    }

    /**
     * As {@link #start(OptionalInt)}, but clients wait in the socket's queue until {@link #accept}, two seconds at
     * most: a slightly later answer is better than an error.
     */
    public boolean startHeldBack(OptionalInt listener) throws IOException {
        return startHeldBack(listener, LONGEST_HOLD);
    }

    boolean startHeldBack(OptionalInt listener, Duration longest) throws IOException {
        boolean used = start(listener, true);
        var unused = io.schedule(this::accept, longest.toNanos(), TimeUnit.NANOSECONDS);
        return used;
    }

    /**
     * Accepts the clients that wait since {@link #startHeldBack}, and all later ones. Calling it again does nothing.
     */
    public void accept() {
        ServerChannel waiting = heldBack;
        if (waiting != null && waiting.isOpen()) {
            waiting.config().setAutoRead(true);
            heldBack = null;
        }
    }

    private synchronized boolean start(OptionalInt listener, boolean hold) throws IOException {
        if (socket != null || stopped) {
            throw new IllegalStateException("a server starts only once");
        }
        try {
            Optional<ServerChannel> inherited =
                    listener.isPresent() ? transport.inherited(listener.getAsInt()) : Optional.empty();
            listen(inherited, hold);
            return inherited.isPresent();
        } catch (IOException | RuntimeException e) {
            stop(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Checks whether clients that dial now reach this server, and binds again when the socket's file was removed or a
     * dead one took its place. Existing connections keep working.
     *
     * @return whether it was bound again
     * @throws UnsafeSocketException when the file there now must not be replaced, such as a socket on which another
     *     process listens; it stays untouched, and {@link #socketLost} is true until a later check finds it gone
     */
    public synchronized boolean restoreSocket() throws IOException {
        if (socket == null || stopped) {
            return false;
        }
        if (socket.isInPlace()) {
            socketLost = false;
            return false;
        }
        socketLost = true;
        listen(Optional.empty(), false);
        socketLost = false;
        return true;
    }

    /** Whether, at the last check, the socket was not in place and could not be restored. */
    public boolean socketLost() {
        return socketLost;
    }

    private void listen(Optional<ServerChannel> inherited, boolean hold) throws IOException {
        var guard = new PeerGuard(transport, AllowedPeers.of(settings), connections, observer);
        SocketFile fresh = inherited.isPresent()
                ? SocketFile.inherited(settings.socketPath(), settings.socketMode(), settings.socketGroup())
                : SocketFile.prepare(settings.socketPath(), settings.socketMode(), settings.socketGroup());
        ServerChannel listener = guarded(inherited.orElseGet(transport::newListener), guard);
        listener.config().setAutoRead(!hold);
        heldBack = hold ? listener : null;
        Server server = build(fresh, listener);
        try {
            server.start();
            fresh.publish();
        } catch (IOException | RuntimeException e) {
            fresh.remove();
            server.shutdownNow();
            throw e;
        }
        // Only now: while the former socket listened, the new file could not get its inode.
        servers.forEach(Server::shutdown);
        servers.removeIf(Server::isTerminated);
        servers.add(server);
        socket = fresh;
    }

    private Server build(SocketFile at, ServerChannel listener) {
        return NettyServerBuilder.forAddress(transport.address(at.bindPath()))
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelFactory(() -> listener)
                // gRPC sets TCP keepalive, which a Unix domain socket does not support; null removes the option.
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNWRITTEN_BYTES)
                .withChildOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, StreamAccount.READ_BYTES)
                                .maxMessagesPerRead(READS_PER_TURN))
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(limits.callsPerConnection())
                .maxConnectionIdle(LONGEST_IDLE.toNanos(), TimeUnit.NANOSECONDS)
                .maxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS)
                // No API server compresses a seed, and compressed input grows when it is read.
                .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
                .addStreamTracerFactory(connections)
                // Calls start and requests arrive on the I/O thread; the methods move to the workers themselves.
                .directExecutor()
                .addService(service)
                .build();
    }

    /** First in the listener's pipeline, so that it sees a connection before gRPC does. */
    private static ServerChannel guarded(ServerChannel listener, PeerGuard guard) {
        listener.pipeline().addLast(guard);
        return listener;
    }

    /**
     * Stops accepting and removes the socket at once, then lets calls in flight finish.
     *
     * @param grace how long these may take; the rest is cut off
     */
    public synchronized void stop(Duration grace) {
        stopped = true;
        // In this order: see SocketFile.remove.
        if (socket != null) {
            socket.remove();
        }
        // Without that thread, gRPC would wait forever.
        if (!ioThreadEnded) {
            finishCalls(grace);
        }
        workers.shutdown();
        io.shutdownGracefully(0, FORCED_STOP.toNanos(), TimeUnit.NANOSECONDS)
                .awaitUninterruptibly(FORCED_STOP.toMillis());
    }

    private void finishCalls(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        servers.forEach(Server::shutdown);
        servers.forEach(server -> finish(server, Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    private static void finish(Server server, Duration grace) {
        try {
            if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                server.shutdownNow().awaitTermination(FORCED_STOP.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops without grace. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
