package dev.baokms.auth.pkcs11;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An ECDSA signature as TLS needs it, a DER sequence of two integers (RFC 3279, 2.2.3); a token returns their bytes
 * side by side.
 */
final class EcdsaDer {
    /** Both numbers of a signature on P-521, the largest curve of TLS; their DER fits into 255 bytes. */
    static final int MAX_BYTES = 2 * 66;

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int LONG_FORM = 0x80;

    private EcdsaDer() {}

    /** @throws CryptokiException when the bytes cannot be two numbers of the same length */
    static byte[] of(byte[] sideBySide) throws CryptokiException {
        int half = sideBySide.length / 2;
        if (half == 0 || sideBySide.length % 2 != 0 || sideBySide.length > MAX_BYTES) {
            throw CryptokiException.impossible(
                    CryptokiFunction.SIGN,
                    sideBySide.length + " bytes for an ECDSA signature, which has an even number up to " + MAX_BYTES);
        }
        var both = new ByteArrayOutputStream();
        both.writeBytes(integer(Arrays.copyOfRange(sideBySide, 0, half)));
        both.writeBytes(integer(Arrays.copyOfRange(sideBySide, half, sideBySide.length)));
        return tagged(SEQUENCE, both.toByteArray());
    }

    private static byte[] integer(byte[] magnitude) {
        return tagged(INTEGER, new BigInteger(1, magnitude).toByteArray());
    }

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
