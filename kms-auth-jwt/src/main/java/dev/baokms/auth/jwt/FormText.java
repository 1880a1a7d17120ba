package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Encodes {@code application/x-www-form-urlencoded} (RFC 6749, appendix B) as bytes, because the JDK's encoder would
 * turn the client secret into a {@link String}.
 */
final class FormText {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private FormText() {}

    /** @param value is not wiped, and the result is the caller's to wipe */
    static byte[] encoded(byte[] value) {
        byte[] text = new byte[value.length * 3];
        int length = 0;
        for (byte b : value) {
            if (isPlain(b)) {
                text[length++] = b;
            } else if (b == ' ') {
                text[length++] = '+';
            } else {
                text[length++] = '%';
                text[length++] = HEX[(b >> 4) & 0xf];
                text[length++] = HEX[b & 0xf];
            }
        }
        byte[] exact = Arrays.copyOf(text, length);
        Arrays.fill(text, (byte) 0);
        return exact;
    }

    /** Adds {@code name=value}, after an ampersand if necessary. Not for secrets. */
    static void add(StringBuilder form, String name, String value) {
        form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(new String(encoded(value.getBytes(UTF_8)), US_ASCII));
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '*';
    }
}
