package dev.baokms.etcd;

import dev.baokms.host.PathText;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The address that an endpoint stands for. */
sealed interface EndpointAddress {
    int PORT = 2379;

    /** A host with TLS. */
    record Secure(String host, int port) implements EndpointAddress {}

    /** This machine, without TLS. */
    record Plain(String host, int port) implements EndpointAddress {}

    /** A Unix socket. The kernel decides who may connect. */
    record Socket(Path path) implements EndpointAddress {}

    static EndpointAddress of(URI endpoint, boolean insecureTransport) throws RefusedSourceException {
        String scheme = String.valueOf(endpoint.getScheme());
        return switch (scheme) {
            case "https" -> secure(endpoint);
            case "http" -> plain(endpoint, insecureTransport);
            case "unix" -> socket(endpoint);
            default ->
                throw new RefusedSourceException(
                        name(endpoint), EtcdClusterTexts.UNKNOWN_SCHEME, EtcdClusterTexts.WRITE_HTTPS_OR_UNIX);
        };
    }

    static String name(URI endpoint) {
        return PathText.printable(endpoint.toString());
    }

    /** Resolves the name here, because gRPC would also log a name that has no address. */
    private static EndpointAddress secure(URI endpoint) throws RefusedSourceException {
        String host = host(endpoint);
        try {
            InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new RefusedSourceException(
                    name(endpoint), EtcdClusterTexts.NO_ADDRESS, EtcdClusterTexts.CORRECT_THE_NAME);
        }
        return new Secure(host, port(endpoint));
    }

    private static EndpointAddress plain(URI endpoint, boolean insecureTransport) throws RefusedSourceException {
        String host = host(endpoint);
        if (!insecureTransport) {
            throw new RefusedSourceException(
                    name(endpoint), EtcdClusterTexts.NO_TLS, EtcdClusterTexts.WRITE_HTTPS_OR_ALLOW);
        }
        if (!isThisMachine(host)) {
            throw new RefusedSourceException(
                    name(endpoint), EtcdClusterTexts.INSECURE_ELSEWHERE, EtcdClusterTexts.WRITE_HTTPS_OR_RUN_THERE);
        }
        return new Plain(host, port(endpoint));
    }

    private static boolean isThisMachine(String host) {
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                if (!each.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static EndpointAddress socket(URI endpoint) throws RefusedSourceException {
        try {
            // Taken as written, since the socket of k0s has a colon in its name.
            return new Socket(PathText.parse(endpoint.toString().replaceFirst("^unix:/*", "/")));
        } catch (InvalidPathException e) {
            throw new RefusedSourceException(
                    name(endpoint), EtcdClusterTexts.NO_SOCKET_PATH, EtcdClusterTexts.WRITE_UNIX);
        }
    }

    private static String host(URI endpoint) throws RefusedSourceException {
        String host = endpoint.getHost();
        String path = endpoint.getRawPath();
        boolean more = (path != null && !path.isEmpty() && !path.equals("/"))
                || endpoint.getRawQuery() != null
                || endpoint.getRawUserInfo() != null;
        if (host == null || more) {
            throw new RefusedSourceException(
                    name(endpoint), EtcdClusterTexts.NOT_AN_ENDPOINT, EtcdClusterTexts.WRITE_AS_ETCD);
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI endpoint) {
        return endpoint.getPort() < 0 ? PORT : endpoint.getPort();
    }
}
