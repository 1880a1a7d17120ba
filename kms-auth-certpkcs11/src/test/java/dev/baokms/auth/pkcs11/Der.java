package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** As much of DER as a certificate is made of. */
final class Der {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(0x30, concatenated(parts));
    }

    static byte[] set(byte[]... parts) {
        return tagged(0x31, concatenated(parts));
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] nothing() {
        return tagged(0x05);
    }

    static byte[] text(String text) {
        return tagged(0x0C, text.getBytes(UTF_8));
    }

    static byte[] time(Instant time) {
        return tagged(0x18, TIME.format(time).getBytes(US_ASCII));
    }

    static byte[] octets(byte[] content) {
        return tagged(0x04, content);
    }

    /** @param unused bits at the end of the last byte */
    static byte[] bits(int unused, byte[] content) {
        return tagged(0x03, concatenated(new byte[] {(byte) unused}, content));
    }

    static byte[] context(int number, byte[] content) {
        return tagged(0xA0 + number, content);
    }

    static byte[] oid(String dotted) {
        long[] arcs =
                Stream.of(dotted.split("\\.", -1)).mapToLong(Long::parseLong).toArray();
        var out = new ByteArrayOutputStream();
        base128(out, arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            base128(out, arcs[i]);
        }
        return tagged(0x06, out.toByteArray());
    }

    private static void base128(ByteArrayOutputStream out, long value) {
        if (value >= 0x80) {
            leading(out, value >> 7);
        }
        out.write((int) (value & 0x7F));
    }

    private static void leading(ByteArrayOutputStream out, long value) {
        if (value >= 0x80) {
            leading(out, value >> 7);
        }
        out.write((int) ((value & 0x7F) | 0x80));
    }

    static byte[] concatenated(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Stream.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] tagged(int tag, byte[]... content) {
        byte[] whole = concatenated(content);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (whole.length < 0x80) {
            out.write(whole.length);
        } else {
            byte[] length = BigInteger.valueOf(whole.length).toByteArray();
            int skipped = length[0] == 0 ? 1 : 0;
            out.write(0x80 + length.length - skipped);
            out.write(length, skipped, length.length - skipped);
        }
        out.writeBytes(whole);
        return out.toByteArray();
    }
}
