package dev.baokms.auth.pkcs11;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** TLS wants an ECDSA signature as a DER sequence of two integers (RFC 3279, 2.2.3); a token gives their bytes side by side. */
final class EcdsaValue {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int LONG_FORM = 0x80;

    private EcdsaValue() {}

    static byte[] der(byte[] sideBySide) {
        int half = sideBySide.length / 2;
        var both = new ByteArrayOutputStream();
        both.writeBytes(integer(Arrays.copyOfRange(sideBySide, 0, half)));
        both.writeBytes(integer(Arrays.copyOfRange(sideBySide, half, sideBySide.length)));
        return tagged(SEQUENCE, both.toByteArray());
    }

    private static byte[] integer(byte[] magnitude) {
        return tagged(INTEGER, new BigInteger(1, magnitude).toByteArray());
    }

    /** At most 255 bytes, which two integers of a P-521 signature do not reach. */
    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= LONG_FORM) {
            out.write(LONG_FORM + 1);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
