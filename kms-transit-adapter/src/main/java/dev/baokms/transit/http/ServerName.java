package dev.baokms.transit.http;

import dev.baokms.core.settings.InvalidSettings;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The name that a server's certificate must be for, when it is not the host of the address.
 *
 * @param value a DNS name, or an IP address for certificates that carry one; checked by {@link #problem}
 */
public record ServerName(String value) {
    // The standards allow no underscore in a host name, but Docker makes such names, DNS resolves them and certificates
    // carry them.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    /** 255 bytes on the wire, with a length before each label and the root at the end. */
    private static final int MAX_NAME_CHARS = 253;

    public ServerName {
        new InvalidSettings.Collector().refuse("value", problem(value)).done();
    }

    /** The rule that a name breaks, if any; for settings records and the configuration. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (name.startsWith("[")) {
            return Optional.of("must be an IPv6 address without brackets");
        }
        if (name.endsWith(".")) {
            return Optional.of("must not end with a dot, as no certificate's name does");
        }
        return hostProblem(name);
    }

    /** The rule that the host of an address breaks, if any; brackets and a trailing dot are not part of the host. */
    static Optional<String> hostProblem(String host) {
        if (host.indexOf(':') >= 0) {
            return isParsedByTheClient(host)
                    ? Optional.empty()
                    : Optional.of("must be a name or a whole IP address, without port and without IPv6 zone");
        }
        if (DIGITS_AND_DOTS.matcher(host).matches()) {
            // The resolver would read 10.1 as 10.0.0.1 and 010 as octal; other programs read them differently.
            return IPV4.matcher(host).matches() && isParsedByTheClient(host) && inByteRange(host)
                    ? Optional.empty()
                    : Optional.of("must be four numbers up to 255 when it is an IPv4 address");
        }
        if (host.length() > MAX_NAME_CHARS) {
            return Optional.of("must be at most " + MAX_NAME_CHARS + " characters");
        }
        if (!NAME.matcher(host).matches()) {
            return Optional.of("must be a DNS name: labels of 1 to 63 letters, digits, - and _, joined by dots");
        }
        return isParsedByTheClient(host) ? Optional.empty() : Optional.of("must be a DNS name that can be looked up");
    }

    static boolean isIpAddress(String host) {
        return host.indexOf(':') >= 0 || DIGITS_AND_DOTS.matcher(host).matches();
    }

    private static boolean inByteRange(String ipv4) {
        return Pattern.compile("\\.").splitAsStream(ipv4).allMatch(number -> Integer.parseInt(number) <= 255);
    }

    private static boolean isParsedByTheClient(String host) {
        try {
            var unused = new HttpUrl.Builder().scheme("https").host(host);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
