package dev.baokms.grpc;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Rules for the directories on the path of a socket, and for an existing file at its place.
 *
 * <p>Anyone who can write to a directory on the path can put another socket there and receive every seed in the
 * daemon's place.
 */
final class SocketPathChecks {
    // stat(2): the file type bits of st_mode and their values.
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int DIRECTORY = 0040000;
    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(SYMBOLIC_LINK, "a symbolic link", 0100000, "a regular file", DIRECTORY, "a directory");
    private static final int WRITABLE_FOR_GROUP_OR_OTHERS = 0022;
    /** In such a directory, as in /tmp, only the owner of an entry may rename or remove it. */
    private static final int STICKY = 01000;

    private static final int ROOT = 0;
    private static final Path TOP = Path.of("/");
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private final Path socket;
    private final int me;
    private int links;

    private SocketPathChecks(Path socket) throws IOException {
        this.socket = socket;
        this.me = processUid();
    }

    /**
     * @throws UnsafeSocketException when others could take the socket's place, now or by moving a directory above
     * it
     */
    static void requireSafeDirectory(Path socket) throws IOException {
        var checks = new SocketPathChecks(socket);
        Path directory = socket.resolveSibling("");
        if (!Files.isDirectory(directory)) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory does not exist",
                    "create it for this process: install -d -m 0750 -o " + checks.me + " " + directory);
        }
        checks.requireClosed(directory);
        checks.requireSafeWay(TOP, directory);
    }

    /** Java has no geteuid; but the process owns its own entry in procfs. */
    static int processUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private void requireClosed(Path directory) throws IOException {
        int mode = (int) Files.getAttribute(directory, "unix:mode");
        if ((mode & WRITABLE_FOR_GROUP_OR_OTHERS) != 0) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory has mode " + octal(mode) + ", so others may replace the socket",
                    "close it: chmod go-w " + directory);
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        if (!isTrusted(owner)) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory is owned by uid " + owner + ", who may replace the socket",
                    "take it over: chown " + me + " " + directory);
        }
    }

    /**
     * Walks from {@code at}, which contains no links, along {@code rest} and checks every directory and every link.
     */
    private void requireSafeWay(Path at, Path rest) throws IOException {
        Path reached = at;
        int names = rest.getNameCount();
        for (int i = 0; i < names; i++) {
            requireUnmovable(reached);
            Path next = reached.resolve(rest.getName(i));
            int type = (int) Files.getAttribute(next, "unix:mode", NOFOLLOW_LINKS) & TYPE_BITS;
            if (rest.getName(i).toString().equals("..")) {
                reached = Objects.requireNonNullElse(reached.getParent(), TOP);
            } else if (type == SYMBOLIC_LINK) {
                requireTrustedLink(next);
                Path target = Files.readSymbolicLink(next);
                Path whole = i + 1 < names ? target.resolve(rest.subpath(i + 1, names)) : target;
                requireSafeWay(target.isAbsolute() ? TOP : reached, whole);
                return;
            } else {
                reached = next;
            }
        }
        requireUnmovable(reached);
    }

    private void requireUnmovable(Path directory) throws IOException {
        int mode = (int) Files.getAttribute(directory, "unix:mode");
        if ((mode & WRITABLE_FOR_GROUP_OR_OTHERS) != 0 && (mode & STICKY) == 0) {
            throw new UnsafeSocketException(
                    socket,
                    directory + " on the way to it has mode " + octal(mode) + ", so others may replace what is in it",
                    "close it: chmod go-w " + directory);
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        if (!isTrusted(owner)) {
            throw new UnsafeSocketException(
                    socket,
                    directory + " on the way to it is owned by uid " + owner + ", who may replace what is in it",
                    "take it over: chown " + me + " " + directory);
        }
    }

    private void requireTrustedLink(Path link) throws IOException {
        links++;
        int owner = (int) Files.getAttribute(link, "unix:uid", NOFOLLOW_LINKS);
        if (links > MOST_LINKS || !isTrusted(owner)) {
            throw new UnsafeSocketException(
                    socket,
                    link + " on the way to it is a symbolic link of uid " + owner + ", who may point it elsewhere",
                    "write the path without it");
        }
    }

    private boolean isTrusted(int owner) {
        return owner == me || owner == ROOT;
    }

    private static String octal(int mode) {
        return String.format(Locale.ROOT, "%04o", mode & 07777);
    }

    /**
     * Only a dead socket may be replaced, or nothing at all. A live one serves clients, and any other file belongs to
     * someone else.
     */
    static void requireReplaceable(Path socket) throws IOException {
        int mode;
        try {
            mode = (int) Files.getAttribute(socket, "unix:mode", NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        int type = mode & TYPE_BITS;
        if (type != SOCKET) {
            throw new UnsafeSocketException(
                    socket,
                    "there is " + OTHER_TYPES.getOrDefault(type, "something other than a socket") + " already",
                    "look at it, then move it away: mv " + socket + " " + socket + ".old");
        }
        requireDead(socket);
    }

    private static void requireDead(Path socket) throws UnsafeSocketException {
        String seen;
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // In blocking mode, connect would wait forever on a hanging server with a full backlog.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(socket));
            seen = "another process is listening there";
        } catch (ConnectException e) {
            // ECONNREFUSED, the only answer that proves that no process listens.
            return;
        } catch (IOException e) {
            // For example a full backlog, or a socket of another kind.
            seen = "cannot tell whether a process listens there";
        }
        throw new UnsafeSocketException(socket, seen, "find out who and stop it: ss -xlp src " + socket);
    }
}
