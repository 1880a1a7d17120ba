package dev.baokms.kubernetes;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a socket as kube-apiserver reads it: the path of a URL, so {@code unix://run/p.sock} dials
 * {@code /p.sock}. Go's parser accepts more than Java's, for example a blank in the path.
 */
public final class KmsEndpoint {
    private static final Pattern UNIX =
            Pattern.compile("[uU][nN][iI][xX]:(//[^/?#]*)?([^?#]*)(?:\\?[^#]*)?(#.*)?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("//[\\w.~!$&'()*+,;=<>\"@\\-[^\\x00-\\x7f]]*+(:[0-9]*)?");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private KmsEndpoint() {}

    /** Whether the API server accepts the address: it requires the scheme and does not require a path. */
    public static boolean isUnix(String endpoint) {
        return parsed(endpoint).isPresent();
    }

    /**
     * Returns the path that is dialled; empty for an address that is not a file: another scheme, no path, an abstract
     * socket.
     */
    public static Optional<Path> path(String endpoint) {
        return parsed(endpoint)
                .map(url -> URLDecoder.decode(url.group(2).replace("+", "%2B"), StandardCharsets.UTF_8))
                .filter(path -> path.startsWith("/") && !path.startsWith("/@") && path.indexOf(0) < 0)
                .map(Path::of);
    }

    private static Optional<Matcher> parsed(String endpoint) {
        return Optional.of(UNIX.matcher(endpoint))
                .filter(url -> url.matches() && !CONTROL.matcher(endpoint).find())
                .filter(url ->
                        url.group(1) == null || HOST.matcher(url.group(1)).matches())
                .filter(url -> !url.group(2).startsWith("/")
                        || !BAD_ESCAPE.matcher(url.group(2)).find())
                .filter(url -> url.group(3) == null
                        || !BAD_ESCAPE.matcher(url.group(3)).find());
    }

    /** Whether two paths lead to the same socket, also through linked directories such as {@code /var/run}. */
    public static boolean same(Path one, Path other) {
        if (one.equals(other)) {
            return true;
        }
        Path first = one.getParent();
        Path second = other.getParent();
        try {
            return one.endsWith(other.getFileName())
                    && first != null
                    && second != null
                    && Files.isSameFile(first, second);
        } catch (IOException e) {
            return false;
        }
    }
}
