package dev.baokms.telemetry;

import dev.baokms.transit.http.ServerName;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where pages for machines are served.
 *
 * @param host a name or an address; IPv6 without its brackets
 * @param port 0 to 65535; 0 takes a free one
 */
public record ListenAddress(String host, int port) {
    /** The written form, as a regular expression for schemas. */
    public static final String FORM = "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):([0-9]{1,5})";

    private static final Pattern WRITTEN = Pattern.compile(FORM);
    private static final int MAX_PORT = 65_535;

    /**
     * Reads the written form; an empty text means none.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static Optional<ListenAddress> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "need host:port, such as 127.0.0.1:8081 or [::1]:8081, or an empty string to turn it off");
        }
        int port = Integer.parseInt(written.group(2));
        if (port > MAX_PORT) {
            throw new IllegalArgumentException("has port " + port + ", need 0 to " + MAX_PORT);
        }
        String host = written.group(1).replaceAll("^\\[|]$", "");
        // The rule of addresses that are dialled: what is bound here is dialled by others.
        ServerName.problem(host).ifPresent(rule -> {
            throw new IllegalArgumentException("its host " + rule);
        });
        return Optional.of(new ListenAddress(host, port));
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    /** The written form. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
