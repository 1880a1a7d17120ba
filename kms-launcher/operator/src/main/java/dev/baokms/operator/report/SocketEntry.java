package dev.baokms.operator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What lies where a socket should be.
 *
 * @param owner uid
 * @param mode as the kernel has it, the kind of file included
 */
public record SocketEntry(int owner, int mode) {
    private static final int SOCKET_TYPE = 0140000;
    private static final int TYPE_MASK = 0170000;

    /** @throws IOException as {@link Files#getAttribute}, when there is nothing or it cannot be looked at */
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
