package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * First in the listener's pipeline: closes a connection that is not allowed, or exceeds a limit, before any byte of it
 * is read and before gRPC sees it. The kernel says who connected, by the credentials at the time of connect.
 */
final class PeerGuard extends ChannelInboundHandlerAdapter {
    private final SocketTransport transport;
    private final AllowedPeers allowed;
    private final PeerConnections connections;
    private final CallObserver observer;

    PeerGuard(SocketTransport transport, AllowedPeers allowed, PeerConnections connections, CallObserver observer) {
        this.transport = transport;
        this.allowed = allowed;
        this.connections = connections;
        this.observer = observer;
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
        Channel connection = (Channel) accepted;
        Peer peer;
        try {
            peer = transport.peerOf(connection);
        } catch (IOException e) {
            // It has hung up already, or its peer cannot be determined.
            connection.unsafe().closeForcibly();
            observer.onPeerRefused("unknown", "unknown");
            return;
        }
        if (!allowed.include(peer)) {
            connection.unsafe().closeForcibly();
            observer.onPeerRefused(peer.user().getName(), peer.group().getName());
            return;
        }
        if (connections.admit(connection, peer)) {
            listener.fireChannelRead(connection);
        } else {
            connection.unsafe().closeForcibly();
        }
    }
}
