package dev.baokms.transit;

import dev.baokms.core.key.KeyScope;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the key is and how long asking for it may take.
 *
 * @param addresses one or more OpenBao nodes or balancers of one cluster, https, without user info, query and fragment
 * @param mountPath where Transit is mounted, one or more segments, such as {@code transit}
 * @param keyName name of the Transit key
 * @param namespace OpenBao namespace, relative, without a leading slash
 * @param timeout upper bound of any one call; its own budget may be shorter
 * @param loginTimeout upper bound of any one login or renewal. It may be longer than a call waits: the login then goes on, for
 *     the next
 * @param tokenRenewalIncrement the life a renewal asks for, in whole seconds; OpenBao may grant less
 * @param loginBeforeTokenExpiry a renewal that is granted less life than the login was, and less than this, was cut off by the
 *     token's maximum: the next step is then a login, not another renewal
 * @param allowPlainHttpLoopback whether {@code http} is accepted for literal loopback addresses; for development only
 */
public record TransitSettings(
        List<URI> addresses,
        String mountPath,
        String keyName,
        Optional<String> namespace,
        Duration timeout,
        Duration loginTimeout,
        Duration tokenRenewalIncrement,
        Duration loginBeforeTokenExpiry,
        boolean allowPlainHttpLoopback) {
    /** Below kube-apiserver's 3 s, so that the reason of a failure still reaches it. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    // OpenBao routes on the decoded path, so an escaped name could reach another route: names are refused, never
    // escaped.
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)*");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|\\[::1]");

    /** @throws IllegalArgumentException naming the field and the rule it breaks */
    public TransitSettings {
        addresses = List.copyOf(addresses);
        require(!addresses.isEmpty(), "addresses must name at least one address");
        for (int i = 0; i < addresses.size(); i++) {
            // The position, not the text: an address someone put a password into must not come back in a message.
            require(
                    isSafe(addresses.get(i), allowPlainHttpLoopback),
                    "address " + i + " must be https://host[:port][/path]");
        }
        require(isPath(mountPath), "mountPath must be plain path segments without a slash at either end");
        require(
                KEY_NAME.matcher(keyName).matches(),
                "keyName must begin and end with a letter, digit or _, inside also . and -");
        namespace.flatMap(KeyScope::namespaceProblem).ifPresent(rule -> require(false, "namespace " + rule));
        namespace.ifPresent(name -> require(
                name.chars().allMatch(c -> c > 0x20 && c < 0x7f),
                "namespace must be printable ASCII: it is sent as a header"));
        require(timeout.isPositive(), "timeout must be positive");
        require(loginTimeout.isPositive(), "loginTimeout must be positive");
        require(tokenRenewalIncrement.toSeconds() >= 1, "tokenRenewalIncrement must be at least one second");
        require(!loginBeforeTokenExpiry.isNegative(), "loginBeforeTokenExpiry must not be negative");
    }

    static boolean isPath(String path) {
        return PATH.matcher(path).matches()
                && !List.of(path.split("/")).contains(".")
                && !List.of(path.split("/")).contains("..");
    }

    private static boolean isSafe(URI address, boolean plainLoopback) {
        boolean scheme = "https".equals(address.getScheme())
                || (plainLoopback && "http".equals(address.getScheme()) && isLoopback(address.getHost()));
        return scheme
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && address.getPort() <= 65_535
                && (address.getRawPath().isEmpty()
                        || address.getRawPath().equals("/")
                        || isPath(trimmed(address.getRawPath())));
    }

    private static String trimmed(String path) {
        return path.substring(1, path.endsWith("/") ? path.length() - 1 : path.length());
    }

    private static boolean isLoopback(String host) {
        // A name such as localhost is what its resolver says, so only literals pass; for them this looks nothing up.
        try {
            return host != null
                    && LOOPBACK.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
