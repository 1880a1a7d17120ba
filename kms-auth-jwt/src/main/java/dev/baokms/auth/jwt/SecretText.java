package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Text with a secret in it, as arrays of exact size: no {@link String}, which cannot be wiped, and no left-over of a growing buffer. */
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

    /** How many bytes an editor may have put in front: the byte order mark, which is no text. */
    static int start(byte[] content) {
        int length = BYTE_ORDER_MARK.length;
        return content.length >= length && Arrays.equals(content, 0, length, BYTE_ORDER_MARK, 0, length) ? length : 0;
    }
}
