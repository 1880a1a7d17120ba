package dev.baokms.grpc;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Set;

/** The configured users and groups. When there are none, only the socket's mode decides. */
final class AllowedPeers {
    private static final String UID = "uid:";
    private static final String GID = "gid:";
    /** The kernel's name for every user that is not mapped into this user namespace. */
    private static final String OVERFLOW_ID = "65534";

    private final Set<UserPrincipal> allowed;

    private AllowedPeers(Set<UserPrincipal> allowed) {
        this.allowed = allowed;
    }

    /**
     * @throws UnsafeSocketException when a name is not in the user database, or is the kernel's name for unmapped users
     */
    static AllowedPeers of(ServerSettings settings) throws IOException {
        Path socket = settings.socketPath();
        UserPrincipalLookupService users = socket.getFileSystem().getUserPrincipalLookupService();
        var allowed = new HashSet<UserPrincipal>();
        for (String peer : settings.allowedPeers()) {
            try {
                boolean group = peer.startsWith(GID);
                UserPrincipal found = group
                        ? users.lookupPrincipalByGroupName(peer.substring(GID.length()))
                        : users.lookupPrincipalByName(peer.startsWith(UID) ? peer.substring(UID.length()) : peer);
                UserPrincipal overflow = group
                        ? users.lookupPrincipalByGroupName(OVERFLOW_ID)
                        : users.lookupPrincipalByName(OVERFLOW_ID);
                if (found.equals(overflow)) {
                    throw new UnsafeSocketException(
                            socket,
                            "allowed peer " + peer + " is what the kernel calls everybody who has no name here",
                            "name a user or a group that belongs to one service");
                }
                allowed.add(found);
            } catch (UserPrincipalNotFoundException e) {
                throw new UnsafeSocketException(
                        socket,
                        "allowed peer " + peer + " does not exist",
                        "name a user of this machine or write uid:N");
            }
        }
        return new AllowedPeers(Set.copyOf(allowed));
    }

    boolean include(Peer peer) {
        return allowed.isEmpty() || allowed.contains(peer.user()) || allowed.contains(peer.group());
    }
}
