package dev.baokms.launcher.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the text of a scalar becomes a value.
 *
 * @param name what messages and the reference call it
 * @param yamlType the YAML type a file must use
 * @param isList whether a file holds a sequence of it
 * @param parser throws {@link IllegalArgumentException} saying what is allowed
 * @param rules the same rule for one scalar in the words of JSON Schema, as far as they go
 */
record Kind<T>(String name, YamlType yamlType, boolean isList, Parser<T> parser, Map<String, Object> rules) {
    enum YamlType {
        STRING,
        INTEGER,
        BOOLEAN
    }

    interface Parser<T> {
        T parse(List<String> texts);
    }

    private interface Single<T> {
        T parse(String text);
    }

    private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    /** The kernel takes 107; the JDK keeps one more byte to itself and cannot connect to such a path. */
    private static final int MAX_SOCKET_PATH_BYTES = 106;

    private static final String LISTEN_FORM = "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+):([0-9]{1,5})";
    private static final Map<String, Object> HTTPS_RULES = pattern("https://[^/?#@\\s]+/?");

    private static <T> Kind<T> scalar(String name, YamlType type, Single<T> parser, Map<String, Object> rules) {
        return new Kind<>(name, type, false, texts -> parser.parse(texts.getFirst()), rules);
    }

    private static Map<String, Object> pattern(String form) {
        return Map.of("pattern", "^(" + form + ")$");
    }

    static final Kind<String> TEXT = scalar("string", YamlType.STRING, text -> text, Map.of());
    static final Kind<Boolean> SWITCH = scalar("boolean", YamlType.BOOLEAN, Kind::parseBoolean, Map.of());
    static final Kind<Duration> DURATION =
            scalar("duration", YamlType.STRING, Kind::parseDuration, pattern("(" + DURATION_PART + ")+"));
    static final Kind<Path> FILE = scalar("absolute path", YamlType.STRING, Kind::parsePath, pattern("/.*"));
    // The parser counts bytes; a schema can count characters only.
    static final Kind<Path> SOCKET = scalar(
            "socket path",
            YamlType.STRING,
            Kind::parseSocket,
            Map.of("pattern", "^/", "maxLength", MAX_SOCKET_PATH_BYTES));
    static final Kind<Integer> SOCKET_MODE =
            scalar("octal mode", YamlType.STRING, Kind::parseMode, pattern("0?6[0246]0"));
    static final Kind<String> LISTEN =
            scalar("host:port", YamlType.STRING, Kind::parseListen, pattern("|" + LISTEN_FORM));
    static final Kind<URI> HTTPS = scalar("https URL", YamlType.STRING, Kind::parseHttps, HTTPS_RULES);
    static final Kind<URI> HTTPS_PAGE =
            scalar("https URL", YamlType.STRING, Kind::parseHttpsPage, pattern("https://[^/?#@\\s]+([/?][^#\\s]*)?"));
    static final Kind<List<String>> TEXTS =
            new Kind<>("list of strings", YamlType.STRING, true, List::copyOf, Map.of());
    static final Kind<List<URI>> HTTPS_LIST = new Kind<>(
            "list of https URLs",
            YamlType.STRING,
            true,
            texts -> texts.stream().map(Kind::parseHttps).toList(),
            HTTPS_RULES);

    static Kind<Integer> integer(int low, int high) {
        Single<Integer> parser = text -> {
            int value;
            try {
                value = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("need a whole number from " + low + " to " + high, e);
            }
            if (value < low || value > high) {
                throw new IllegalArgumentException("is " + value + ", need " + low + " to " + high);
            }
            return value;
        };
        return scalar("integer", YamlType.INTEGER, parser, Map.of("minimum", low, "maximum", high));
    }

    static Kind<String> oneOf(String... allowed) {
        Single<String> parser = text -> {
            if (!List.of(allowed).contains(text)) {
                throw new IllegalArgumentException("is \"" + text + "\", need one of " + String.join(", ", allowed));
            }
            return text;
        };
        return scalar(
                "one of " + String.join(", ", allowed), YamlType.STRING, parser, Map.of("enum", List.of(allowed)));
    }

    static Kind<String> matching(String name, Pattern form, String rule) {
        Single<String> parser = text -> {
            if (!form.matcher(text).matches()) {
                throw new IllegalArgumentException("is \"" + text + "\", " + rule);
            }
            return text;
        };
        return scalar(name, YamlType.STRING, parser, pattern(form.pattern()));
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("need true or false");
        };
    }

    static Duration parseDuration(String text) {
        Duration total = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            total = total.plus(
                    switch (part.group(2).toLowerCase(Locale.ROOT)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("need a number with a unit of ms, s, m or h, such as 30s or 1h30m");
        }
        return total;
    }

    private static Path parsePath(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("need an absolute path");
        }
        return path;
    }

    private static Path parseSocket(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_PATH_BYTES) {
            throw new IllegalArgumentException("is " + bytes + " bytes, need at most " + MAX_SOCKET_PATH_BYTES);
        }
        return parsePath(text);
    }

    private static int parseMode(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException("need an octal mode in quotes, such as \"0660\"");
        }
        int mode = Integer.parseInt(text, 8);
        if ((mode & 0117) != 0 || (mode & 0600) != 0600) {
            throw new IllegalArgumentException(
                    "need read and write for the owner, no execute and nothing for others, such as \"0660\"");
        }
        return mode;
    }

    private static String parseListen(String text) {
        if (text.isEmpty()) {
            return text;
        }
        Matcher form = Pattern.compile(LISTEN_FORM).matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
            throw new IllegalArgumentException(
                    "need host:port, such as 127.0.0.1:8081, or an empty string to turn it off");
        }
        return text;
    }

    private static URI parseHttps(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
        boolean noPath = uri.getPath() == null
                || uri.getPath().isEmpty()
                || uri.getPath().equals("/");
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null || !plain || !noPath) {
            throw new IllegalArgumentException("need https://host[:port] without user info, path, query or fragment");
        }
        return uri;
    }

    /** With a path and a query, which a token endpoint may have (RFC 6749, 3.2), and no fragment, which it may not. */
    private static URI parseHttpsPage(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        if (!"https".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getFragment() != null) {
            throw new IllegalArgumentException("need https://host[:port]/path without user info or fragment");
        }
        return uri;
    }
}
