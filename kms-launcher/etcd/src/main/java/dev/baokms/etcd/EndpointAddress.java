package dev.baokms.etcd;

import dev.baokms.host.PathText;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What an endpoint means. */
sealed interface EndpointAddress {
    int PORT = 2379;

    /** With TLS. */
    record Secure(String host, int port) implements EndpointAddress {}

    /** Without, on this machine. */
    record Plain(String host, int port) implements EndpointAddress {}

    /** A Unix socket: the kernel says who may connect. */
    record Socket(Path path) implements EndpointAddress {}

    static EndpointAddress of(URI endpoint, boolean insecureTransport) throws RefusedSourceException {
        String scheme = String.valueOf(endpoint.getScheme());
        return switch (scheme) {
            case "https" -> secure(endpoint);
            case "http" -> plain(endpoint, insecureTransport);
            case "unix" -> socket(endpoint);
            default ->
                throw new RefusedSourceException(
                        name(endpoint),
                        "its scheme is none of https, http and unix",
                        "write https://HOST:2379, or unix:///PATH for the socket of kine");
        };
    }

    static String name(URI endpoint) {
        return PathText.printable(endpoint.toString());
    }

    /** Looked up here, because gRPC writes a name that has no address to the log, too. */
    private static EndpointAddress secure(URI endpoint) throws RefusedSourceException {
        String host = host(endpoint);
        try {
            InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new RefusedSourceException(
                    name(endpoint), "its name has no address", "look at the name, or write the address");
        }
        return new Secure(host, port(endpoint));
    }

    private static EndpointAddress plain(URI endpoint, boolean insecureTransport) throws RefusedSourceException {
        String host = host(endpoint);
        if (!insecureTransport) {
            throw new RefusedSourceException(
                    name(endpoint),
                    "without TLS anyone on the network path reads all of etcd",
                    "write https://, or allow the insecure transport for an etcd on this machine");
        }
        if (!isThisMachine(host)) {
            throw new RefusedSourceException(
                    name(endpoint),
                    "the insecure transport is for addresses of the loopback alone, such as 127.0.0.1",
                    "write https://, or run this where etcd runs");
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
            // As it stands: the socket of k0s has a colon in its name.
            return new Socket(PathText.parse(endpoint.toString().replaceFirst("^unix:/*", "/")));
        } catch (InvalidPathException e) {
            throw new RefusedSourceException(
                    name(endpoint), "it names no file", "write unix:///PATH for the socket of kine");
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
                    name(endpoint),
                    "it is not of the form https://HOST:PORT",
                    "write it as etcd's --listen-client-urls has it");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI endpoint) {
        return endpoint.getPort() < 0 ? PORT : endpoint.getPort();
    }
}
