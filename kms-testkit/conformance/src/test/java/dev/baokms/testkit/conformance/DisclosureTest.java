package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisclosureTest {
    private static final Random RANDOM = new Random(1);

    /** As programs in several languages print bytes. */
    private static final Map<String, Function<byte[], String>> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put("raw", bytes -> new String(bytes, ISO_8859_1));
        FORMS.put("hex", HexFormat.of()::formatHex);
        FORMS.put("upper-case hex", HexFormat.of().withUpperCase()::formatHex);
        FORMS.put("hex with colons", HexFormat.ofDelimiter(":")::formatHex);
        FORMS.put(
                "a buffer of Node",
                bytes -> "<Buffer " + HexFormat.ofDelimiter(" ").formatHex(bytes) + ">");
        FORMS.put("an array of C", bytes -> each(bytes, "0x%02x", ", ", "{", "}"));
        FORMS.put("base64", Base64.getEncoder()::encodeToString);
        FORMS.put("base64 for URLs, without padding", Base64.getUrlEncoder().withoutPadding()::encodeToString);
        FORMS.put(
                "base64 of more",
                bytes -> Base64.getEncoder()
                        .encodeToString(("k=" + new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1)));
        FORMS.put("base64 in lines", bytes -> Base64.getMimeEncoder().encodeToString(Arrays.copyOf(bytes, 60)));
        FORMS.put("a slice of Go", bytes -> each(bytes, "%d", " ", "[", "]"));
        FORMS.put("a list of Python", bytes -> each(bytes, "%d", ", ", "[", "]"));
        FORMS.put("an array of Java", Arrays::toString);
        FORMS.put("escapes of Python", bytes -> each(bytes, "\\x%02x", "", "b'", "'"));
        FORMS.put("escapes of protobuf", bytes -> each(bytes, "\\%03o", "", "plaintext: \"", "\""));
        FORMS.put("escapes of JSON", bytes -> each(bytes, "\\u%04x", "", "\"", "\""));
        FORMS.put("escapes of URLs", bytes -> each(bytes, "%%%02X", "", "?k=", "&"));
        FORMS.put("escapes where needed", DisclosureTest::escapedWhereNeeded);
    }

    private static String each(byte[] bytes, String format, String between, String before, String after) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> String.format(Locale.ROOT, format, bytes[i] & 0xFF))
                .collect(Collectors.joining(between, before, after));
    }

    private static String escapedWhereNeeded(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> switch (bytes[i]) {
                    case '\n' -> "\\n";
                    case '\t' -> "\\t";
                    case '\r' -> "\\r";
                    case '\\' -> "\\\\";
                    case '"' -> "\\\"";
                    default ->
                        bytes[i] >= ' ' && bytes[i] < 0x7F
                                ? String.valueOf((char) bytes[i])
                                : String.format(Locale.ROOT, "\\x%02x", bytes[i] & 0xFF);
                })
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        return secret;
    }

    private static byte[] line(String text) {
        return ("time=2026-12-01T10:11:12Z level=debug msg=\"call\" value=" + text + " took=3ms\n")
                .getBytes(ISO_8859_1);
    }

    @Test
    void everyForm_isSeenThrough() {
        FORMS.forEach((name, form) -> {
            for (int i = 0; i < 50; i++) {
                byte[] secret = secret();
                byte[] line = line(form.apply(secret));

                assertThat(Disclosure.holds(line, secret)).as(name).isTrue();
                assertThat(Disclosure.holdsMasked(line, secret)).as(name).isTrue();
                assertThat(Disclosure.holdsMasked(line, secret()))
                        .as(name + ", another secret")
                        .isFalse();
            }
        });
    }

    @Test
    void everyFormOfEveryForm_isSeenThrough() {
        FORMS.forEach((outerName, outer) -> FORMS.forEach((innerName, inner) -> {
            byte[] secret = secret();
            byte[] once = inner.apply(secret).getBytes(ISO_8859_1);
            if (!outerName.equals("base64 in lines")) {
                assertThat(Disclosure.holds(line(outer.apply(once)), secret))
                        .as(innerName + " in " + outerName)
                        .isTrue();
            }
        }));
    }

    @Test
    void oneByteAddedToEach_hidesNothing() {
        for (int mask = 1; mask < 256; mask++) {
            byte[] secret = secret();
            byte[] masked = secret.clone();
            for (int i = 0; i < masked.length; i++) {
                masked[i] ^= (byte) mask;
            }

            assertThat(Disclosure.holdsMasked(line(Base64.getEncoder().encodeToString(masked)), secret))
                    .isTrue();
        }
    }

    @Test
    void aLongLine_endsWithAnAnswer() {
        String numbers = IntStream.range(0, 100_000)
                .mapToObj(i -> Integer.toString(i % 256))
                .collect(Collectors.joining(" "));
        String pairs = "ab:".repeat(100_000);

        assertThat(Disclosure.holds(line(numbers), secret())).isFalse();
        assertThat(Disclosure.holds(line(pairs), secret())).isFalse();
    }
}
