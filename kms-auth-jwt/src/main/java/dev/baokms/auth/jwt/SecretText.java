package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Text with a secret, as byte arrays of exact size: no {@link String}, which cannot be wiped, and no discarded array of
 * a growing buffer.
 */
final class SecretText {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private SecretText() {}

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Where the text starts: after a byte order mark, if an editor put one in front. */
    static int start(byte[] content) {
        int length = BYTE_ORDER_MARK.length;
        return content.length >= length && Arrays.equals(content, 0, length, BYTE_ORDER_MARK, 0, length) ? length : 0;
    }
}
