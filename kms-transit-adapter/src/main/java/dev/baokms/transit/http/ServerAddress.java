package dev.baokms.transit.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Where a server listens: {@code https://host[:port]}, parsed once, by the HTTP client itself. {@code http} is only for
 * literal loopback addresses; the user of the address decides whether it is allowed at all.
 */
public final class ServerAddress {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1");
    private static final Pattern FORM =
            Pattern.compile("(?i:(https?))://(?:\\[([^\\[\\]]*)]|([^:/?#\\[\\]\\\\]*))(?::([0-9]*))?(/?)");
    private static final int MAX_PORT = 65_535;

    private final HttpUrl url;

    private ServerAddress(HttpUrl url) {
        this.url = url;
    }

    /**
     * Reads an operator's text.
     *
     * @throws IllegalArgumentException with the broken rule as its message. The text is never quoted: it may hold a
     *     password by mistake
     */
    public static ServerAddress parse(String text) {
        if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "must be ASCII without blanks; names in other scripts have an xn-- form");
        }
        String authority = text.replaceFirst("(?i)^https?://", "").split("[/?#]", 2)[0];
        if (authority.contains("@")) {
            throw new IllegalArgumentException("must not hold a user or password");
        }
        if (authority.contains("%")) {
            throw new IllegalArgumentException("must not hold %: neither escapes nor IPv6 zones can be used");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "must be https://host or https://host:port, without path, query or fragment");
        }
        checkPort(Optional.ofNullable(form.group(4)));
        String host = Optional.ofNullable(form.group(2)).orElseGet(() -> form.group(3));
        if (form.group(2) != null && !host.contains(":")) {
            throw new IllegalArgumentException("must hold an IPv6 address between brackets");
        }
        ServerName.hostProblem(withoutLastDot(host)).ifPresent(rule -> {
            throw new IllegalArgumentException("its host " + rule);
        });
        if (form.group(1).toLowerCase(Locale.ROOT).equals("http")
                && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException("must be https; http is only for 127.0.0.1 and [::1]");
        }
        return new ServerAddress(HttpUrl.get(text));
    }

    private static void checkPort(Optional<String> port) {
        port.ifPresent(digits -> {
            boolean valid = digits.length() <= 5
                    && !digits.isEmpty()
                    && Integer.parseInt(digits) >= 1
                    && Integer.parseInt(digits) <= MAX_PORT;
            if (!valid) {
                throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
            }
        });
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Whether it is {@code https}. */
    public boolean isEncrypted() {
        return url.isHttps();
    }

    HttpUrl url() {
        return url;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerAddress address && address.url.equals(url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
