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
 * <p>Every call is answered within a tenth less than its deadline, or within the configured time if that is
 * sooner. The server survives whatever a client sends: nothing a client does ends it or another client's call.
 * What a client may hold is bounded, in connections, calls and bytes; {@link PeerLimits} has the numbers and what
 * they come to.
 */
public final class KmsServer implements AutoCloseable {
    /**
     * The largest request that kube-apiserver can send is about 35 KiB: 32 KiB of annotations, 1 KiB each of
     * ciphertext and key_id. RESOURCE_EXHAUSTED beyond this.
     */
    static final int MAX_MESSAGE_BYTES = 40 * 1024;

    /** Methods, content types and tracing headers are some hundred bytes. */
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    /**
     * Fixed: a window that follows the traffic costs a PING for every request. Memory is bounded by counting, not
     * by this.
     */
    private static final int FLOW_CONTROL_BYTES = 256 * 1024;
    /**
     * Bytes of responses not yet taken by the kernel; beyond the second the client is not read until it is below
     * the first.
     */
    private static final WriteBufferWaterMark UNWRITTEN_BYTES = new WriteBufferWaterMark(16 * 1024, 32 * 1024);
    /** Reads of one connection before the next one has its turn. */
    private static final int READS_PER_TURN = 4;

    private static final int LEAST_READ_BYTES = 256;
    private static final int FIRST_READ_BYTES = 2048;
    /** An API server cancels a call when its 3 s are over; this is some hundred calls for each of them. */
    private static final int MOST_RESETS = 1000;

    private static final int RESETS_SECONDS = 10;
    /** The API server asks every minute. gRPC says farewell first, so no call is lost. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(10);

    private static final Duration FORCED_STOP = Duration.ofSeconds(1);
    /** Of the 3 s after which an API server gives up, so that it still hears the reason. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final CallObserver observer;
    private final SocketTransport transport;
    private final ExecutorService workers;
    // One thread moves all frames and answers Status: both are quick. What waits for OpenBao does it on a worker.
    private final EventLoopGroup io;
    private final PeerLimits limits;
    private final PeerConnections connections;
    private final ServerServiceDefinition service;
    /** The last one listens. Those before it finish the calls of connections to a socket file that was removed. */
    private final List<Server> servers = new ArrayList<>();

    private @Nullable SocketFile socket;
    private volatile @Nullable ServerChannel heldBack;
    private volatile boolean stopped;
    private volatile boolean socketLost;
    private volatile boolean ioThreadEnded;

    /**
     * @param sentences for each failure one sentence for API clients and operators: fixed text, no path, no
     *     address, no secret
     * @param observer hears of every call
     * @param onFatal gets an error after which the process should end, such as a full heap or the death of the
     *     I/O thread; runs on the thread that met it and may be told more than once
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

    /** Netty ends a thread whose loop throws, and only writes a line about it. */
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
     * Binds the socket and serves. When this returns clients can connect.
     *
     * @throws UnsafeSocketException when the socket cannot be offered safely; the message says how to fix it
     * @throws IOException when the file system or the kernel refuses for another reason
     */
    public void start() throws IOException {
        start(OptionalInt.empty());
    }

    /**
     * As {@link #start()}, on a socket that another process bound at the configured path and still holds. That process
     * makes clients wait while no server runs, so stopping leaves the socket there.
     *
     * @param listener its descriptor in this process
     * @return whether it is used; where it cannot be, a socket of this process takes its place at the path
     */
    public boolean start(OptionalInt listener) throws IOException {
        return start(listener, false);
    }

    /**
     * As {@link #start(OptionalInt)}, but clients that connect wait in the socket's queue until {@link #accept}, and two
     * seconds at most: an answer a moment later serves them better than the word that there is none yet.
     */
    public boolean startHeldBack(OptionalInt listener) throws IOException {
        return startHeldBack(listener, LONGEST_HOLD);
    }

    boolean startHeldBack(OptionalInt listener, Duration longest) throws IOException {
        boolean used = start(listener, true);
        var unused = io.schedule(this::accept, longest.toNanos(), TimeUnit.NANOSECONDS);
        return used;
    }

    /** Lets those in who wait since {@link #startHeldBack}, and everybody from now on. Calling it again does nothing. */
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
     * Looks whether clients that dial now find this server, and binds again when the socket's file was removed or
     * a dead one took its place. Calls on connections made before are answered.
     *
     * @return whether it was bound again
     * @throws UnsafeSocketException when what stands there now must not be replaced, such as a socket on which
     *     another process listens; it stays untouched, and {@link #socketLost} is true until a later look finds it
     *     gone
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

    /** Whether at the last look the socket was not in its place and could not be put there. */
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
        // Only now: as long as the former one listened, its file's inode could not pass for the fresh one's.
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
                // gRPC asks for TCP keepalive, which a Unix domain socket does not know; null takes the option back.
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
                // No API server compresses a seed, and what is compressed grows when it is read.
                .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
                .addStreamTracerFactory(connections)
                // Calls start and their requests arrive on the I/O thread; the methods go to the workers by themselves.
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
     * Stops accepting and takes the socket away at once, then lets calls in flight finish.
     *
     * @param grace how long those may take; the rest is cut off
     */
    public synchronized void stop(Duration grace) {
        stopped = true;
        // In this order: see SocketFile.remove.
        if (socket != null) {
            socket.remove();
        }
        // Without that thread gRPC would wait for ever.
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
