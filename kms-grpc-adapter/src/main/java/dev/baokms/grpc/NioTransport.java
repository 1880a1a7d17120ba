package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** The JDK's channels. */
final class NioTransport implements SocketTransport {
    private static final ChannelOption<UnixDomainPrincipal> PEER =
            NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED);

    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ServerChannel newListener() {
        return new NioServerDomainSocketChannel();
    }

    @Override
    public SocketAddress address(Path path) {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public Peer peerOf(Channel connection) throws IOException {
        @Nullable UnixDomainPrincipal peer = connection.config().getOption(PEER);
        if (peer == null) {
            throw new IOException("the kernel does not say who connected");
        }
        return new Peer(peer.user(), peer.group());
    }
}
