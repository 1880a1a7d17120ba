package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secret bytes in other bytes, plain or in a form in which programs print and encode bytes, up to twice encoded.
 * It decodes everything that may be such a form instead of guessing how the secret would look in it.
 */
final class Disclosure {
    /** A secret that is encoded more often is not found. */
    private static final int MOST_ENCODINGS = 2;

    private static final int HEX = 16;
    private static final int DECIMAL = 10;
    private static final int OCTAL = 8;
    private static final int BASE64_GROUP = 4;

    /** {@code \n}, {@code \x1f}, {@code \037} and {@code \u001f}, as in Go, Python, JSON, Rust and protobuf's text format. */
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u\\{?00([0-9a-fA-F]{2})}?|([0-3][0-7]{2})|(.))");

    private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");

    /** One byte of a printed Go slice, Python list or Java array, whose bytes are signed. */
    private static final Pattern NUMBER = Pattern.compile("(-?\\b\\d{1,3}\\b)");

    /** One byte of a list of hexadecimal pairs. */
    private static final Pattern PAIR = Pattern.compile("(?<![0-9a-fA-F])(?:0x)?([0-9a-fA-F]{2})(?![0-9a-fA-F])");

    private static final int LEAST_LISTED = 8;
    private static final int LONGEST_GAP = 3;

    private static final Pattern HEX_RUN = Pattern.compile("[0-9a-fA-F]{16,}");

    private static final Pattern BASE64_RUN = Pattern.compile("[A-Za-z0-9+/_-]{11,}");

    private Disclosure() {}

    /** For a secret of any kind. */
    static boolean holds(byte[] where, byte[] secret) {
        return holds(where, UnaryOperator.identity(), secret, MOST_ENCODINGS);
    }

    /**
     * Also finds it when every byte is XORed with the same value. Only for random bytes, which nothing resembles by
     * chance.
     */
    static boolean holdsMasked(byte[] where, byte[] secret) {
        return holds(where, Disclosure::steps, secret, MOST_ENCODINGS);
    }

    private static boolean holds(byte[] where, UnaryOperator<byte[]> view, byte[] secret, int encodings) {
        return contains(view.apply(where), view.apply(secret))
                || (encodings > 0
                        && decodings(where).stream().anyMatch(inner -> holds(inner, view, secret, encodings - 1)));
    }

    static boolean contains(byte[] where, byte[] part) {
        return new String(where, ISO_8859_1).contains(new String(part, ISO_8859_1));
    }

    /** The XOR of neighbouring bytes, which does not change when every byte is XORed with the same value. */
    private static byte[] steps(byte[] bytes) {
        byte[] steps = new byte[Math.max(0, bytes.length - 1)];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (byte) (bytes[i] ^ bytes[i + 1]);
        }
        return steps;
    }

    /** Everything that may be an encoding in these bytes, decoded once. */
    static List<byte[]> decodings(byte[] encoded) {
        String text = new String(encoded, ISO_8859_1);
        var all = new ArrayList<byte[]>();
        if (ESCAPE.matcher(text).find()) {
            all.add(replaced(ESCAPE, text));
        }
        if (PERCENT.matcher(text).find()) {
            all.add(replaced(PERCENT, text));
        }
        addLists(all, NUMBER, text, DECIMAL);
        addLists(all, PAIR, text, HEX);
        HEX_RUN.matcher(text).results().forEach(run -> {
            // The last letter of the word before may look like a digit.
            all.add(hex(run.group()));
            all.add(hex(run.group().substring(1)));
        });
        BASE64_RUN.matcher(text).results().forEach(run -> {
            for (int start = 0; start < BASE64_GROUP; start++) {
                all.add(base64(run.group().substring(start)));
            }
        });
        return all;
    }

    private static byte[] replaced(Pattern pattern, String text) {
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(character(found))))
                .getBytes(ISO_8859_1);
    }

    private static char character(MatchResult found) {
        if (found.group(1) != null) {
            return (char) Integer.parseInt(found.group(1), HEX);
        }
        if (found.group(2) != null) {
            return (char) Integer.parseInt(found.group(2), HEX);
        }
        if (found.group(3) != null) {
            return (char) Integer.parseInt(found.group(3), OCTAL);
        }
        char letter = found.group(4).charAt(0);
        int control = "abtnvfr".indexOf(letter);
        return control < 0 ? letter : (char) ('\u0007' + control);
    }

    /** Collects items with only separators in between; one pattern for the whole list would recurse once per item. */
    private static void addLists(List<byte[]> all, Pattern one, String text, int radix) {
        var list = new ByteArrayOutputStream();
        int end = 0;
        Matcher found = one.matcher(text);
        while (found.find()) {
            if (!isGap(text, end, found.start())) {
                addList(all, list);
            }
            list.write(Integer.parseInt(found.group(1), radix));
            end = found.end();
        }
        addList(all, list);
    }

    private static void addList(List<byte[]> all, ByteArrayOutputStream list) {
        if (list.size() >= LEAST_LISTED) {
            all.add(list.toByteArray());
        }
        list.reset();
    }

    private static boolean isGap(String text, int from, int to) {
        return to > from
                && to - from <= LONGEST_GAP
                && text.substring(from, to).chars().allMatch(c -> ",;:- \t\r\n".indexOf(c) >= 0);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits, 0, digits.length() / 2 * 2);
    }

    /** A final group of one character holds no byte. */
    private static byte[] base64(String text) {
        String whole = text.length() % BASE64_GROUP == 1 ? text.substring(0, text.length() - 1) : text;
        return Base64.getDecoder().decode(whole.replace('-', '+').replace('_', '/'));
    }
}
