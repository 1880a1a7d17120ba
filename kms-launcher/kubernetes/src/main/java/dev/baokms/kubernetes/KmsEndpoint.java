package dev.baokms.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A socket's address as kube-apiserver reads it: the path of a URL, so {@code unix://run/p.sock} dials {@code /p.sock}. */
public final class KmsEndpoint {
    private KmsEndpoint() {}

    /** What is dialled; empty for what is no file: another scheme, no path, an abstract socket. */
    public static Optional<Path> path(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            return Optional.ofNullable(uri.getPath())
                    .filter(path -> "unix".equals(uri.getScheme()))
                    .filter(path -> path.startsWith("/") && !path.startsWith("/@"))
                    .map(Path::of);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether two paths lead to one socket, through links in their directories too, such as {@code /var/run}. */
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
