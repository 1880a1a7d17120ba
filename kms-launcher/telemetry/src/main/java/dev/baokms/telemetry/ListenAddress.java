package dev.baokms.telemetry;

import dev.baokms.grpc.SocketPath;
import dev.baokms.transit.http.ServerName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address at which pages for machines are served. */
public sealed interface ListenAddress {
    /** The accepted forms of the text, as a regular expression for schemas. */
    String FORM = Tcp.FORM + "|" + Unix.FORM;

    /**
     * Parses the text of an address; an empty text means none.
     *
     * @throws IllegalArgumentException with the allowed forms
     */
    static Optional<ListenAddress> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(text.startsWith(Unix.BEGINNING) ? Unix.read(text) : Tcp.read(text));
    }

    /** Returns the address that clients dial. */
    SocketAddress socketAddress();

    /**
     * A TCP port, open to every user who can reach its address.
     *
     * @param host a name or an address; IPv6 without brackets
     * @param port 0 to 65535; 0 takes a free port
     */
    record Tcp(String host, int port) implements ListenAddress {
        private static final String FORM = "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):([0-9]{1,5})";

        private static final Pattern WRITTEN = Pattern.compile(FORM);
        private static final int MAX_PORT = 65_535;

        private static Tcp read(String text) {
            Matcher written = WRITTEN.matcher(text);
            if (!written.matches()) {
                throw new IllegalArgumentException(TelemetryTexts.NOT_A_TCP_ADDRESS);
            }
            int port = Integer.parseInt(written.group(2));
            if (port > MAX_PORT) {
                throw new IllegalArgumentException(TelemetryTexts.portOutOfRange(port, MAX_PORT));
            }
            String host = written.group(1).replaceAll("^\\[|]$", "");
            // The rule for addresses that are dialled applies: others dial the address that is bound here.
            ServerName.problem(host).ifPresent(rule -> {
                throw new IllegalArgumentException(TelemetryTexts.badHost(rule));
            });
            return new Tcp(host, port);
        }

        @Override
        public InetSocketAddress socketAddress() {
            return new InetSocketAddress(host, port);
        }

        /** Returns the written form. */
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Unix socket, open to the users that the mode of its file admits.
     *
     * @param path absolute, and short enough to be bound
     */
    record Unix(Path path) implements ListenAddress {
        /** No pair of host and port begins like this: a host named "unix" stays a host. */
        private static final String BEGINNING = "unix:/";

        private static final String SCHEME = "unix://";
        // Names that are not empty, not "." or "..", and hold no control characters.
        private static final String REST = "[^/\\x00-\\x1f\\x7f-\\x9f]";
        private static final String FIRST = "[^/.\\x00-\\x1f\\x7f-\\x9f]";
        private static final String FORM = "unix://(/(\\.?" + FIRST + REST + "*|\\.\\." + REST + "+))+";

        private static Unix read(String text) {
            String path = text.substring(Math.min(SCHEME.length(), text.length()));
            if (!text.startsWith(SCHEME + "/")) {
                throw new IllegalArgumentException(TelemetryTexts.NOT_A_UNIX_ADDRESS);
            }
            for (String name : path.substring(1).split("/", -1)) {
                if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                    throw new IllegalArgumentException(TelemetryTexts.PATH_WITH_DOTS);
                }
            }
            try {
                return new Unix(SocketPath.parse(path));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(TelemetryTexts.badPath(String.valueOf(e.getMessage())), e);
            }
        }

        @Override
        public UnixDomainSocketAddress socketAddress() {
            return UnixDomainSocketAddress.of(path);
        }

        /** Returns the written form. */
        @Override
        public String toString() {
            return SCHEME + path;
        }
    }
}
