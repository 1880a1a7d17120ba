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
import java.util.Map;

/** What must be true of the directory a socket is put into, and of what stands at its place already. */
final class SocketSite {
    /** sun_path is 108 bytes with its terminating zero, so 107 would do for the kernel; the JDK takes one less. */
    static final int MAX_PATH_BYTES = 106;

    // stat(2): the file type bits of st_mode and their values.
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(0120000, "a symbolic link", 0100000, "a regular file", 0040000, "a directory");
    private static final int WRITABLE_FOR_GROUP_OR_OTHERS = 0022;
    private static final int ROOT = 0;

    private SocketSite() {}

    /** Whoever may write to the directory can put a socket of his own in our place and be handed every seed. */
    static void requireSafeDirectory(Path socket) throws IOException {
        Path directory = socket.resolveSibling("");
        if (!Files.isDirectory(directory)) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory does not exist",
                    "create it for this process: install -d -m 0750 -o " + processUid() + " " + directory);
        }
        int mode = (int) Files.getAttribute(directory, "unix:mode");
        if ((mode & WRITABLE_FOR_GROUP_OR_OTHERS) != 0) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory has mode %04o, so others may replace the socket".formatted(mode & 07777),
                    "close it: chmod go-w " + directory);
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        if (owner != processUid() && owner != ROOT) {
            throw new UnsafeSocketException(
                    socket,
                    "its directory is owned by uid " + owner + ", who may replace the socket",
                    "take it over: chown " + processUid() + " " + directory);
        }
    }

    /** Java has no geteuid; the kernel makes a process the owner of its own entry there. */
    private static int processUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** Only nothing and a dead socket may be replaced. A live one serves somebody, and any other file is not ours. */
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
            // Blocking, connect would wait for ever on a server that hangs with a full backlog.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(socket));
            seen = "another process is listening there";
        } catch (ConnectException e) {
            // ECONNREFUSED, the one answer that proves that nobody listens.
            return;
        } catch (IOException e) {
            // Such as a full backlog, or a socket of another kind.
            seen = "cannot tell whether somebody listens there";
        }
        throw new UnsafeSocketException(socket, seen, "find out who and stop it: ss -xlp src " + socket);
    }
}
