package dev.baokms.grpc;

import dev.baokms.core.Kms;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves KMS v2 on a Unix domain socket. Started once and stopped once; stopping twice does no harm.
 *
 * <p>Every call is answered within a tenth less than its deadline, or within the configured time if that is sooner. The server
 * survives whatever a client sends: nothing a client does ends it or another client's call.
 */
public final class KmsServer implements AutoCloseable {
    /** The largest legitimate request is about 35 KiB; RESOURCE_EXHAUSTED beyond this. */
    static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private static final Duration FORCED_STOP = Duration.ofSeconds(1);

    private final ServerSettings settings;
    private final CallObserver observer;
    // One thread moves all frames: they are small and everything slow happens on the handlers' virtual threads.
    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-io", true), NioIoHandler.newFactory());
    private final ExecutorService handlers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("kms-call-", 0).factory());
    private final KmsService service;
    /** The one that listens is last; before it those that still finish the calls of a socket whose file went. */
    private final List<Server> servers = new ArrayList<>();

    private @Nullable SocketFile socket;
    private boolean stopped;
    private volatile boolean socketLost;

    public KmsServer(ServerSettings settings, Kms kms, CallObserver observer) {
        this.settings = settings;
        this.observer = observer;
        this.service = new KmsService(settings, kms, observer, io);
    }

    /**
     * Binds the socket and serves. When this returns clients can connect.
     *
     * @throws UnsafeSocketException when the socket cannot be offered safely; the message says what mends it
     * @throws IOException when the file system or the kernel refuses for another reason
     */
    public synchronized void start() throws IOException {
        if (socket != null || stopped) {
            throw new IllegalStateException("a server starts only once");
        }
        try {
            listen();
        } catch (IOException | RuntimeException e) {
            stop(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Looks whether clients that dial now find us, and binds anew when the socket's file was removed or something dead took its
     * place. Calls on connections made before are answered.
     *
     * @return whether it was bound anew
     * @throws UnsafeSocketException when what stands there now must not be replaced, such as a socket on which another process
     *     listens; it stays untouched, and {@link #socketLost} is true until a later look finds it gone
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
        listen();
        socketLost = false;
        return true;
    }

    /** Whether at the last look our socket was not in its place and could not be put there. */
    public boolean socketLost() {
        return socketLost;
    }

    private void listen() throws IOException {
        PeerGuard guard = PeerGuard.of(settings, observer);
        SocketFile fresh = SocketFile.prepare(settings);
        Server server = build(fresh, guard);
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

    private Server build(SocketFile at, PeerGuard guard) {
        return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(at.bindPath()))
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelFactory(() -> guarded(guard))
                // gRPC asks for TCP keepalive, which a Unix domain socket does not know; null takes the option back.
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .executor(handlers)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                // No limit on idle time, age or streams of a connection: the API server keeps one for days, asks once a
                // minute, and opens as many streams as it has readers. The lanes bound what is really done at once.
                .addService(service)
                .build();
    }

    /** First in the listener's pipeline, so that it sees a connection before gRPC does. */
    private static ServerChannel guarded(PeerGuard guard) {
        var listener = new NioServerDomainSocketChannel();
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
        long end = System.nanoTime() + grace.toNanos();
        servers.forEach(Server::shutdown);
        servers.forEach(server -> finish(server, Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
        handlers.shutdown();
        io.shutdownGracefully(0, FORCED_STOP.toNanos(), TimeUnit.NANOSECONDS)
                .awaitUninterruptibly(FORCED_STOP.toMillis());
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
