package dev.baokms.telemetry;

import dev.baokms.grpc.SocketFile;
import dev.baokms.grpc.UnsafeSocketException;
import dev.baokms.telemetry.MonitoringPages.Answer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The listener of one address, bound as soon as possible. A Unix socket is bound again after its file was removed. */
final class PageListener {
    /**
     * Access for the daemon's user and one group: the directory's group if the directory is set-group-ID, otherwise the
     * daemon's own group. The directory therefore decides who reads the pages, and no setting is needed.
     */
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");

    private static final Duration STOP = Duration.ofSeconds(1);

    private final ListenAddress address;
    private final Map<String, Supplier<Answer>> pages = new LinkedHashMap<>();
    private final ServerBootstrap bootstrap;
    private volatile @Nullable Channel channel;
    private @Nullable SocketFile file;
    private boolean closed;

    PageListener(ListenAddress address, EventLoopGroup io, PageConnections connections) {
        this.address = address;
        this.bootstrap = new ServerBootstrap().group(io).childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel connection) {
                connections.accept(connection, pages);
            }
        });
    }

    /** Adds a page. Call this before the first request. */
    void page(String path, Supplier<Answer> answer) {
        pages.put(path, answer);
    }

    /** Whether the address was bound at the last check. */
    boolean isUp() {
        return channel != null;
    }

    /**
     * Returns the port that is really bound; port 0 becomes a number. Empty for a Unix socket, and while nothing is
     * bound.
     */
    Optional<InetSocketAddress> port() {
        return Optional.ofNullable(channel)
                .filter(any -> address instanceof ListenAddress.Tcp)
                .map(listener -> (InetSocketAddress) listener.localAddress());
    }

    /**
     * Binds the address if clients are not served.
     *
     * @return the obstacle, with its cure; empty if there is none
     */
    synchronized Optional<String> serve() {
        if (closed || isReached()) {
            return Optional.empty();
        }
        if (channel != null) {
            Log.warn(TelemetryTexts.PAGE_SOCKET_GONE)
                    .with("address", address.toString())
                    .write();
            release();
        }
        return switch (address) {
            case ListenAddress.Tcp tcp -> bind(tcp);
            case ListenAddress.Unix unix -> bind(unix);
        };
    }

    /** Whether the address leads to this listener. A port cannot be taken away, but the file of a socket can. */
    private boolean isReached() {
        if (file == null) {
            return channel != null;
        }
        try {
            return file.isInPlace();
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> bind(ListenAddress.Tcp tcp) {
        InetSocketAddress at = tcp.socketAddress();
        if (at.isUnresolved()) {
            return Optional.of(TelemetryTexts.HOST_WITHOUT_ADDRESS);
        }
        try {
            channel = bound(NioServerSocketChannel.class, at);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(TelemetryTexts.ADDRESS_TAKEN);
        }
    }

    private Optional<String> bind(ListenAddress.Unix unix) {
        try {
            var fresh = SocketFile.prepare(unix.path(), MODE, Optional.empty());
            file = fresh;
            channel = bound(NioServerDomainSocketChannel.class, UnixDomainSocketAddress.of(fresh.bindPath()));
            fresh.publish();
            return Optional.empty();
        } catch (UnsafeSocketException e) {
            release();
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            release();
            return Optional.of(TelemetryTexts.noSocketFor(unix.path()));
        }
    }

    private Channel bound(Class<? extends ServerChannel> kind, SocketAddress at) throws IOException {
        ChannelFuture bind = bootstrap.clone().channel(kind).bind(at).awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot bind", bind.cause());
        }
        return bind.channel();
    }

    private void release() {
        // The order matters: see SocketFile.remove.
        if (file != null) {
            file.remove();
            file = null;
        }
        Channel listener = channel;
        if (listener != null) {
            channel = null;
            // Closed explicitly: an event loop that is shut down between two iterations does not close its channels.
            listener.close().awaitUninterruptibly(STOP.toMillis());
        }
    }

    /** Closes the listener permanently. */
    synchronized void close() {
        closed = true;
        release();
    }
}
