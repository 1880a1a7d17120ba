package dev.baokms.testkit.emulator;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Standard base64 by Go's rules, which differ from the JDK's decoder. Line breaks are skipped anywhere and padding is
 * required. A client can notice both: its ciphertext may contain line breaks, and the answer names the position of the
 * first bad byte.
 */
final class GoBase64 {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9+/\r\n]*+");

    private GoBase64() {}

    /** @throws Corrupt naming the offset */
    static byte[] decode(String text) throws Corrupt {
        String packed = text.replace("\r", "").replace("\n", "");
        if (packed.length() % 4 == 0) {
            try {
                return Base64.getDecoder().decode(packed);
            } catch (IllegalArgumentException e) {
                // Reported below, in the server's words.
            }
        }
        var legal = LEGAL.matcher(text);
        int end = legal.lookingAt() ? legal.end() : 0;
        throw new Corrupt(end < text.length() ? end : end / 4 * 4);
    }

    /** Not base64; the message is the server's. */
    static final class Corrupt extends Exception {
        Corrupt(int offset) {
            super("illegal base64 data at input byte " + offset, null, false, false);
        }
    }
}
