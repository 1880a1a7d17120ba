package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Optional;

/** How connections of the socket are read and written. Every implementation can tell who is at the other end. */
interface SocketTransport {
    /**
     * Epoll if netty's native library can be loaded, which saves a system call per event; otherwise the JDK's own
     * channels, for example on another processor, or where temporary files must not be executed.
     */
    static SocketTransport best(UserPrincipalLookupService users) {
        return Epoll.isAvailable() ? new EpollTransport(users) : new NioTransport();
    }

    IoHandlerFactory ioHandlers();

    ServerChannel newListener();

    /** A listener that another process bound; empty where this transport cannot take one over. */
    default Optional<ServerChannel> inherited(int descriptor) {
        return Optional.empty();
    }

    SocketAddress address(Path path);

    /**
     * What the kernel recorded about the process when it connected.
     *
     * @throws IOException when the kernel does not say
     */
    Peer peerOf(Channel connection) throws IOException;
}
