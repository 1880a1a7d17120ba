package dev.baokms.operator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What exists at the path of a socket.
 *
 * @param owner uid
 * @param mode the mode as the kernel reports it, including the file type
 */
public record SocketEntry(int owner, int mode) {
    private static final int SOCKET_TYPE = 0140000;
    private static final int TYPE_MASK = 0170000;

    /**
     * Reads the entry.
     *
     * @throws IOException as {@link Files#getAttribute}, when nothing is there or it cannot be examined
     */
    public static SocketEntry at(Path path) throws IOException {
        return new SocketEntry(attribute(path, "unix:uid"), attribute(path, "unix:mode"));
    }

    private static int attribute(Path path, String name) throws IOException {
        return (int) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
    }

    public boolean isSocket() {
        return (mode & TYPE_MASK) == SOCKET_TYPE;
    }
}
