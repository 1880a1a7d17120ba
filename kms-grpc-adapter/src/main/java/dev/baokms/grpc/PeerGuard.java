package dev.baokms.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections of processes that are not allowed, before a byte of theirs is read. The kernel says who they are; it means
 * the credentials at the time of connect.
 */
final class PeerGuard extends ChannelInboundHandlerAdapter {
    private static final ChannelOption<UnixDomainPrincipal> PEER =
            NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED);
    private static final String UID = "uid:";
    private static final String GID = "gid:";
    /** Whom the kernel names so has no number in our user namespace; that can be anybody. */
    private static final String NAMELESS = "65534";

    /** Principals compare by number, so a number without a name in the user database works as well. */
    private final Set<UserPrincipal> allowed;

    private final CallObserver observer;

    private PeerGuard(Set<UserPrincipal> allowed, CallObserver observer) {
        this.allowed = allowed;
        this.observer = observer;
    }

    /** @throws UnsafeSocketException when a name is not in the user database or stands for all who have none */
    static PeerGuard of(ServerSettings settings, CallObserver observer) throws IOException {
        Path socket = settings.socketPath();
        UserPrincipalLookupService users = socket.getFileSystem().getUserPrincipalLookupService();
        var allowed = new HashSet<UserPrincipal>();
        for (String peer : settings.allowedPeers()) {
            try {
                boolean group = peer.startsWith(GID);
                var found = group
                        ? users.lookupPrincipalByGroupName(peer.substring(GID.length()))
                        : users.lookupPrincipalByName(peer.startsWith(UID) ? peer.substring(UID.length()) : peer);
                if (found.equals(
                        group ? users.lookupPrincipalByGroupName(NAMELESS) : users.lookupPrincipalByName(NAMELESS))) {
                    throw new UnsafeSocketException(
                            socket,
                            "allowed peer " + peer + " is what the kernel calls everybody who has no name here",
                            "name a user or a group that nobody else is");
                }
                allowed.add(found);
            } catch (UserPrincipalNotFoundException e) {
                throw new UnsafeSocketException(
                        socket,
                        "allowed peer " + peer + " does not exist",
                        "name a user of this machine or write uid:N");
            }
        }
        return new PeerGuard(Set.copyOf(allowed), observer);
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
        Channel connection = (Channel) accepted;
        if (allowed.isEmpty()) {
            listener.fireChannelRead(connection);
            return;
        }
        @Nullable UnixDomainPrincipal peer = connection.config().getOption(PEER);
        if (peer != null && (allowed.contains(peer.user()) || allowed.contains(peer.group()))) {
            listener.fireChannelRead(connection);
            return;
        }
        connection.unsafe().closeForcibly();
        observer.onPeerRefused(
                peer == null ? "unknown" : peer.user().getName(),
                peer == null ? "unknown" : peer.group().getName());
    }
}
