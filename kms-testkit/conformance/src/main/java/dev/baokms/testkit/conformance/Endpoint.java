package dev.baokms.testkit.conformance;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where a provider listens: a Unix domain stream socket in the file system. */
public final class Endpoint {
    private final Path socket;

    private Endpoint(Path socket) {
        this.socket = socket;
    }

    /** @param path of the socket, such as {@code /run/acme/kms.sock} */
    public static Endpoint unixSocket(String path) {
        return new Endpoint(Path.of(path));
    }

    /**
     * Reads the form in an EncryptionConfiguration, {@code unix:///run/acme/kms.sock}, or a bare path.
     *
     * @throws IllegalArgumentException for every form with which kube-apiserver would dial something other than
     * intended
     */
    public static Endpoint parse(String text) {
        if (text.startsWith("/")) {
            return unixSocket(text);
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("endpoint " + text + " is no URI, need unix:///path/to/socket", e);
        }
        String path = uri.getPath();
        // unix://run/x.sock names a host "run" and dials /x.sock; unix:///@x is an abstract socket, which Java cannot
        // dial.
        if (!"unix".equals(uri.getScheme()) || uri.getAuthority() != null || path == null || path.startsWith("/@")) {
            throw new IllegalArgumentException("endpoint is " + text + ", need unix:///path/to/socket");
        }
        return unixSocket(path);
    }

    Path socket() {
        return socket;
    }

    @Override
    public String toString() {
        return "unix://" + socket;
    }
}
