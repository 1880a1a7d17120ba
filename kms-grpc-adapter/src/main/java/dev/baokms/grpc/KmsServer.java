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
    private final Kms kms;
    private final CallObserver observer;
    // One thread moves all frames: they are small and everything slow happens on the handlers' virtual threads.
    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms-io", true), NioIoHandler.newFactory());
    private final ExecutorService handlers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("kms-call-", 0).factory());
    private @Nullable SocketFile socket;
    private @Nullable Server server;

    public KmsServer(ServerSettings settings, Kms kms, CallObserver observer) {
        this.settings = settings;
        this.kms = kms;
        this.observer = observer;
    }

    /**
     * Binds the socket and serves. When this returns clients can connect.
     *
     * @throws UnsafeSocketException when the socket cannot be offered safely; the message says what mends it
     * @throws IOException when the file system or the kernel refuses for another reason
     */
    public synchronized void start() throws IOException {
        if (socket != null) {
            throw new IllegalStateException("a server starts only once");
        }
        PeerGuard guard = PeerGuard.of(settings, observer);
        socket = SocketFile.prepare(settings);
        try {
            server = build(socket, guard).start();
            socket.publish();
        } catch (IOException | RuntimeException e) {
            stop(Duration.ZERO);
            throw e;
        }
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
                .addService(new KmsService(settings, kms, observer, io))
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
        // In this order: see SocketFile.remove.
        if (socket != null) {
            socket.remove();
        }
        if (server != null) {
            finish(server.shutdown(), grace);
        }
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
