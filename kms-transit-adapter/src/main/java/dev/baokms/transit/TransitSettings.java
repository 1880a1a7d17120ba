package dev.baokms.transit;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.transit.http.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the key is and how long asking for it may take.
 *
 * @param addresses one or more OpenBao nodes or balancers of one cluster, the preferred first
 * @param mountPath where Transit is mounted, such as {@code transit}; checked by {@link #mountPathProblem}
 * @param keyName name of the Transit key; checked by {@link #keyNameProblem}
 * @param namespace OpenBao namespace, relative, without a leading slash; checked by {@link #namespaceProblem}
 * @param timeout upper bound of any one call; its own budget may be shorter
 * @param loginTimeout upper bound of any one login or renewal. It may be longer than a call waits: the login then goes
 *     on for the next call
 * @param tokenRenewalIncrement the life a renewal asks for, in whole seconds; OpenBao may grant less
 * @param loginBeforeTokenExpiry when a renewal gives less life than the login did, and less than this, the token has
 *     reached its maximum: the next step is then a login, not another renewal
 * @param allowPlainHttpLoopback whether {@code http} is accepted for literal loopback addresses; for development only
 */
public record TransitSettings(
        List<ServerAddress> addresses,
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

    private static final Duration MAX_TIMEOUT = Duration.ofMillis(2500);
    // Far longer than any useful login, far shorter than what overflows a nanosecond clock.
    private static final Duration MAX_LOGIN_TIMEOUT = Duration.ofHours(1);
    // OpenBao's own limit for a lease is 32 days unless an operator raises it.
    private static final Duration MAX_INCREMENT = Duration.ofDays(3650);

    // OpenBao routes on the decoded path: an escaped name could reach another route, so names are refused instead.
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
    private static final String SEGMENT = "(?!\\.{1,2}(/|$))[A-Za-z0-9_.~-]+";
    /** The form of a mount path, as a regular expression that schemas understand, too. */
    public static final String MOUNT_PATH_FORM = SEGMENT + "(/" + SEGMENT + ")*";

    private static final Pattern PATH = Pattern.compile(MOUNT_PATH_FORM);

    /** @throws InvalidSettings naming each component and the rule it breaks */
    public TransitSettings {
        addresses = List.copyOf(addresses);
        new InvalidSettings.Collector()
                .require(!addresses.isEmpty(), "addresses", "must name at least one address")
                .require(
                        allowPlainHttpLoopback || addresses.stream().allMatch(ServerAddress::isEncrypted),
                        "addresses",
                        "must be https")
                .refuse("mountPath", mountPathProblem(mountPath))
                .refuse("keyName", keyNameProblem(keyName))
                .refuse("namespace", namespace.flatMap(TransitSettings::namespaceProblem))
                .require(timeout.isPositive(), "timeout", "must be positive")
                .require(
                        timeout.compareTo(MAX_TIMEOUT) <= 0,
                        "timeout",
                        "must be at most 2500ms: the API server gives up after 3s and hides the reason")
                .require(loginTimeout.isPositive(), "loginTimeout", "must be positive")
                .require(loginTimeout.compareTo(MAX_LOGIN_TIMEOUT) <= 0, "loginTimeout", "must be at most 1h")
                .require(
                        tokenRenewalIncrement.toSeconds() >= 1,
                        "tokenRenewalIncrement",
                        "must be at least 1s: OpenBao counts whole seconds")
                .require(
                        tokenRenewalIncrement.compareTo(MAX_INCREMENT) <= 0,
                        "tokenRenewalIncrement",
                        "must be at most 87600h, ten years")
                .require(!loginBeforeTokenExpiry.isNegative(), "loginBeforeTokenExpiry", "must not be negative")
                .done();
    }

    /** A copy with another limit for logins. */
    public TransitSettings withLoginTimeout(Duration other) {
        return new TransitSettings(
                addresses,
                mountPath,
                keyName,
                namespace,
                timeout,
                other,
                tokenRenewalIncrement,
                loginBeforeTokenExpiry,
                allowPlainHttpLoopback);
    }

    /** The rule that a mount path breaks, if any; used here and by the configuration. */
    public static Optional<String> mountPathProblem(String path) {
        return PATH.matcher(path).matches()
                ? Optional.empty()
                : Optional.of("must be path segments of letters, digits, _ - ~ and . joined by single slashes, none of"
                        + " them . or ..");
    }

    /** The rule that a key name breaks, if any; used here and by the configuration. */
    public static Optional<String> keyNameProblem(String name) {
        return KEY_NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("must begin and end with a letter, digit or _, inside also . and -");
    }

    /** The rule that a namespace breaks, if any: the rule of key scopes, and the limits of a header. */
    public static Optional<String> namespaceProblem(String namespace) {
        Optional<String> asScope = KeyScope.namespaceProblem(namespace);
        if (asScope.isPresent()) {
            return asScope;
        }
        return namespace.chars().allMatch(c -> c > 0x20 && c < 0x7f)
                ? Optional.empty()
                : Optional.of("must be printable ASCII without blanks: it is sent as a header");
    }
}
