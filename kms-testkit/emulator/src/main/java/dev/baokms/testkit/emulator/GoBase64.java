package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Standard base64 as Go decodes it: CR and LF are skipped anywhere, padding is demanded, unused trailing bits are not looked at. The
 * JDK's decoders differ in all three, and the position in the error text is part of the answer.
 */
final class GoBase64 {
    private final byte[] source;
    private int at;

    private GoBase64(byte[] source) {
        this.source = source;
    }

    /** @throws Corrupt naming the offset */
    static byte[] decode(String text) throws Corrupt {
        return new GoBase64(text.getBytes(UTF_8)).decode();
    }

    private byte[] decode() throws Corrupt {
        var out = new ByteArrayOutputStream(source.length / 4 * 3 + 3);
        for (int read = 4; read == 4; ) {
            read = quantum(out);
        }
        return out.toByteArray();
    }

    /** Decodes up to four characters; answers how many, fewer than four at the end. */
    private int quantum(ByteArrayOutputStream out) throws Corrupt {
        int bits = 0;
        int read = 0;
        while (read < 4) {
            if (at == source.length) {
                if (read == 0) {
                    return 0;
                }
                throw new Corrupt(at - read);
            }
            int c = source[at++];
            int value = value(c);
            if (value >= 0) {
                bits |= value << (18 - 6 * read++);
            } else if (c == '=') {
                endOfPadding(read);
                break;
            } else if (c != '\r' && c != '\n') {
                throw new Corrupt(at - 1);
            }
        }
        for (int i = 0; i < read - 1; i++) {
            out.write(bits >> (16 - 8 * i));
        }
        return read;
    }

    private void endOfPadding(int read) throws Corrupt {
        if (read < 2) {
            throw new Corrupt(at - 1);
        }
        if (read == 2) {
            skipBreaks();
            if (at == source.length) {
                throw new Corrupt(source.length);
            }
            if (source[at] != '=') {
                throw new Corrupt(at - 1);
            }
            at++;
        }
        skipBreaks();
        if (at < source.length) {
            throw new Corrupt(at);
        }
    }

    private void skipBreaks() {
        while (at < source.length && (source[at] == '\r' || source[at] == '\n')) {
            at++;
        }
    }

    private static int value(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }

    /** Not base64; the message is the server's. */
    static final class Corrupt extends Exception {
        Corrupt(int offset) {
            super("illegal base64 data at input byte " + offset, null, false, false);
        }
    }
}
