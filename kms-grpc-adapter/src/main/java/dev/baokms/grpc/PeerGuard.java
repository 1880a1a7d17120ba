package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * First in the listener's pipeline: closes a connection that is not allowed, or one too many, before a byte of it
 * is read and before gRPC knows of it. The kernel says who connected; it means the credentials at the time of
 * connect.
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
            // It hung up already, or cannot be told from a stranger.
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
