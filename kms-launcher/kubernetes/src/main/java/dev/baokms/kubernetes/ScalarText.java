package dev.baokms.kubernetes;

import dev.baokms.kubernetes.Value.Kind;
import dev.baokms.kubernetes.Value.Scalar;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Interprets a YAML scalar as the API server's decoder does. The decoder mostly follows YAML 1.1: {@code yes} is not
 * text.
 */
final class ScalarText {
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern BOOLEAN =
            Pattern.compile("[yYnN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern NO_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    // Bounded, because a number of 64 bits needs no more digits and a longer one would take time.
    private static final Pattern HEXADECIMAL = Pattern.compile("([-+]?)0[xX]([0-9a-fA-F]{1,64})");
    private static final Pattern OCTAL = Pattern.compile("([-+]?)0[oO]?([0-7]{1,64})");
    private static final Pattern BINARY = Pattern.compile("([-+]?)0[bB]([01]{1,64})");

    private ScalarText() {}

    /** Whether the scalar has neither quotes nor a tag. */
    static boolean isPlain(ScalarEvent event) {
        return event.getImplicit().canOmitTagInPlainScalar();
    }

    static Scalar read(ScalarEvent event, String place) {
        String text = event.getValue();
        String tag = event.getTag().orElse(isPlain(event) ? "" : STANDARD + "str");
        return switch (tag) {
            case "" -> plain(text, place);
            case STANDARD + "null" -> tagged(text, Kind.NOTHING, place);
            case STANDARD + "bool" -> tagged(text, Kind.BOOLEAN, place);
            case STANDARD + "int", STANDARD + "float" -> tagged(text, Kind.NUMBER, place);
            case STANDARD + "binary" -> new Scalar(Kind.TEXT, decoded(text, place), place);
            // The decoder ignores an unknown tag.
            default -> new Scalar(Kind.TEXT, text, place);
        };
    }

    private static Scalar tagged(String text, Kind kind, String place) {
        Scalar plain = plain(text, place);
        if (plain.kind() != kind) {
            throw new RefusedException(KubernetesTexts.at(place, KubernetesTexts.WRONG_TAG));
        }
        return plain;
    }

    private static String decoded(String text, String place) {
        return KeyBase64.decode(text)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new RefusedException(KubernetesTexts.at(place, KubernetesTexts.TAGGED_AS_BASE64)));
    }

    private static Scalar plain(String text, String place) {
        if (NOTHING.contains(text)) {
            return new Scalar(Kind.NOTHING, "", place);
        }
        if (BOOLEAN.matcher(text).matches()) {
            return new Scalar(Kind.BOOLEAN, text, place);
        }
        return number(text)
                .map(number -> new Scalar(Kind.NUMBER, number, place))
                .orElseGet(() -> new Scalar(Kind.TEXT, text, place));
    }

    private static Optional<String> number(String text) {
        if (NO_FINITE.matcher(text).matches()) {
            return Optional.of(text);
        }
        // The decoder skips underscores between digits.
        String digits = text.startsWith("_") || text.startsWith(".") ? text : text.replace("_", "");
        return based(HEXADECIMAL.matcher(digits), 16)
                .or(() -> based(OCTAL.matcher(digits), 8))
                .or(() -> based(BINARY.matcher(digits), 2))
                .or(() -> decimal(digits));
    }

    private static Optional<String> based(Matcher matcher, int radix) {
        return Optional.of(matcher)
                .filter(Matcher::matches)
                .map(match -> new BigInteger(match.group(1) + match.group(2), radix))
                .filter(number -> number.bitLength() <= Long.SIZE)
                .map(BigInteger::toString);
    }

    /** Returns a whole number in plain digits, because the API server's conversion to JSON makes 1000 of 1e3. */
    private static Optional<String> decimal(String digits) {
        if (!DECIMAL.matcher(digits).matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(digits);
        if (Double.isInfinite(number)) {
            return Optional.empty();
        }
        boolean whole = Math.abs(number) <= 1L << 31 && number == Math.rint(number);
        return Optional.of(whole ? Long.toString((long) number) : digits);
    }
}
