package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Netty's native channels. Used by one thread. */
final class EpollTransport implements SocketTransport {
    /**
     * A machine has few users that may open the socket; a process that uses many must not fill the heap.
     */
    private static final int MOST_REMEMBERED = 256;

    private final UserPrincipalLookupService users;
    // A principal look-up may use a directory service, which is too slow for every connection.
    private final Map<Integer, UserPrincipal> usersById = new HashMap<>();
    private final Map<Integer, GroupPrincipal> groupsById = new HashMap<>();

    EpollTransport(UserPrincipalLookupService users) {
        this.users = users;
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public ServerChannel newListener() {
        return new EpollServerDomainSocketChannel();
    }

    @Override
    public Optional<ServerChannel> inherited(int descriptor) {
        ServerChannel listener = new EpollServerDomainSocketChannel(descriptor, true);
        listener.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise done) {
                // gRPC binds every channel that it serves, but this one is bound already.
                done.setSuccess();
            }
        });
        return Optional.of(listener);
    }

    @Override
    public SocketAddress address(Path path) {
        return new DomainSocketAddress(path.toString());
    }

    @Override
    public Peer peerOf(Channel connection) throws IOException {
        PeerCredentials credentials = ((EpollDomainSocketChannel) connection).peerCredentials();
        return new Peer(user(credentials.uid()), group(credentials.gids()[0]));
    }

    private UserPrincipal user(int id) throws IOException {
        @Nullable UserPrincipal known = usersById.get(id);
        if (known == null) {
            known = users.lookupPrincipalByName(Integer.toString(id));
            remember(usersById, id, known);
        }
        return known;
    }

    private GroupPrincipal group(int id) throws IOException {
        @Nullable GroupPrincipal known = groupsById.get(id);
        if (known == null) {
            known = users.lookupPrincipalByGroupName(Integer.toString(id));
            remember(groupsById, id, known);
        }
        return known;
    }

    private static <P> void remember(Map<Integer, P> known, int id, P principal) {
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        known.put(id, principal);
    }
}
