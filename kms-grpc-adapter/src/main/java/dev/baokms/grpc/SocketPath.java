package dev.baokms.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The rules for a path at which a Unix socket can be bound, whatever is on the machine. */
public final class SocketPath {
    /** sun_path is 108 bytes with its terminating zero, so the kernel allows 107; the JDK allows one fewer. */
    static final int MAX_BYTES = 106;

    private static final String FILE_NAMES = System.getProperty("sun.jnu.encoding", "");
    private static final int MOST_ASCII = 0x7f;
    private static final String NO_CONTROLS = "must hold no control characters";
    private static final String NEEDS_UTF_8 =
            "has characters beyond ASCII, which need a UTF-8 locale: run with LC_ALL=C.UTF-8 or rename it";

    private SocketPath() {}

    /**
     * The path that {@code text} names.
     *
     * @throws IllegalArgumentException with the rule it breaks, such as "must be an absolute path"
     */
    public static Path parse(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(NO_CONTROLS);
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("must be well-formed Unicode");
        }
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(NEEDS_UTF_8, e);
        }
        problem(path).ifPresent(rule -> {
            throw new IllegalArgumentException(rule);
        });
        return path;
    }

    /** The rule that the path breaks, if any. */
    static Optional<String> problem(Path socket) {
        String text = socket.toString();
        Path directory = socket.getParent();
        if (!socket.isAbsolute() || directory == null) {
            return Optional.of("must be an absolute path");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(NO_CONTROLS);
        }
        // The native transport writes the name in UTF-8, the JDK in the charset of the locale: the socket gets the
        // expected name only where the two agree.
        if (!FILE_NAMES.equals("UTF-8") && text.chars().anyMatch(character -> character > MOST_ASCII)) {
            return Optional.of(NEEDS_UTF_8);
        }
        int bytes = bytes(text);
        if (bytes > MAX_BYTES) {
            return Optional.of("must be at most " + MAX_BYTES + " bytes, is " + bytes);
        }
        int whileBound = bytes(SocketFile.longestBindPath(directory).toString());
        return whileBound > MAX_BYTES
                ? Optional.of("must leave room in its directory: while it is bound it needs " + whileBound
                        + " bytes of " + MAX_BYTES)
                : Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }
}
