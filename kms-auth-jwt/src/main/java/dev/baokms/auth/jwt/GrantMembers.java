package dev.baokms.auth.jwt;

import com.squareup.moshi.JsonReader;
import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the members of a granted token as servers really send them. Some servers do less than RFC 6749 requires: they
 * leave out the type, write {@code null} for unknown values, put numbers in quotes and escape characters that need no
 * escape.
 */
final class GrantMembers {
    // Bounded length, so that no text takes long to match.
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,30}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?");
    // Far longer than any token lives, and within the range of Duration.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private GrantMembers() {}

    /** Whether the token is a plain bearer token; a missing type counts as bearer. */
    static boolean isBearer(JsonReader json) throws IOException {
        return switch (json.peek()) {
            case NULL -> {
                json.nextNull();
                yield true;
            }
            case STRING -> {
                String type = json.nextString();
                yield type.isEmpty() || type.equalsIgnoreCase("Bearer");
            }
            default -> {
                json.skipValue();
                yield false;
            }
        };
    }

    /** A number of seconds, fractions rounded down; empty when not given. */
    static JwtAttempt<Optional<Duration>> expiresIn(JsonReader json) throws IOException {
        return switch (json.peek()) {
            case NULL -> {
                json.nextNull();
                yield JwtAttempt.got(Optional.empty());
            }
            case NUMBER, STRING -> seconds(json.nextString().strip());
            default -> {
                json.skipValue();
                yield JwtAttempt.stopped(JwtProblem.EXPIRES_IN_UNUSABLE);
            }
        };
    }

    private static JwtAttempt<Optional<Duration>> seconds(String text) {
        if (text.isEmpty()) {
            return JwtAttempt.got(Optional.empty());
        }
        return SECONDS.matcher(text).matches()
                ? JwtAttempt.got(
                        Optional.of(Duration.ofSeconds(Math.min(LONGEST.toSeconds(), (long) Double.parseDouble(text)))))
                : JwtAttempt.stopped(JwtProblem.EXPIRES_IN_UNUSABLE);
    }

    /** The string as bytes, unescaped; empty for anything but a string. */
    static Optional<SecretBytes> accessToken(JsonReader json) throws IOException {
        if (json.peek() != JsonReader.Token.STRING) {
            json.skipValue();
            return Optional.empty();
        }
        byte[] quoted;
        try (var raw = json.nextSource()) {
            quoted = raw.readByteArray();
        }
        try {
            return Optional.of(SecretBytes.adopting(unescaped(quoted)));
        } finally {
            Arrays.fill(quoted, (byte) 0);
        }
    }

    /**
     * The text between the quotes. Only escapes of printable ASCII are undone, because a JWT has nothing else; any
     * other escape stays, and the token is then refused for its backslash.
     */
    private static byte[] unescaped(byte[] quoted) {
        byte[] text = new byte[quoted.length];
        int length = 0;
        int end = quoted.length - 1;
        int at = 1;
        while (at < end) {
            if (quoted[at] != '\\' || at + 1 == end) {
                text[length++] = quoted[at++];
                continue;
            }
            int character = escapedAscii(quoted, at + 1, end);
            if (character < 0) {
                text[length++] = quoted[at++];
                text[length++] = quoted[at++];
            } else {
                text[length++] = (byte) character;
                at += quoted[at + 1] == 'u' ? 6 : 2;
            }
        }
        byte[] exact = Arrays.copyOf(text, length);
        Arrays.fill(text, (byte) 0);
        return exact;
    }

    /** The printable character that is written as {@code \/}, {@code \"} or <code>\</code>{@code u002e}; negative for any other. */
    private static int escapedAscii(byte[] json, int at, int end) {
        if (json[at] == '/' || json[at] == '"') {
            return json[at];
        }
        if (json[at] != 'u' || at + 4 >= end) {
            return -1;
        }
        int code = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = Character.digit(json[at + i], 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code > 0x20 && code < 0x7f ? code : -1;
    }
}
