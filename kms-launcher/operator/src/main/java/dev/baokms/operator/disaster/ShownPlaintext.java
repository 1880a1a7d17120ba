package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import java.io.PrintWriter;
import java.util.HexFormat;

/** Shows a plaintext to a person at a terminal. Nothing in it can act as a terminal command. */
public final class ShownPlaintext {
    private static final HexFormat HEX = HexFormat.of();

    private ShownPlaintext() {}

    /**
     * Prints ASCII unchanged, including line breaks and tabs; every other byte as {@code \xNN}, and a backslash
     * doubled.
     */
    public static void print(SecretBytes plaintext, PrintWriter out) {
        // One character at a time, because a string of the whole text would stay in memory.
        plaintext.exposeTo(bytes -> {
            for (byte each : bytes) {
                if (each == '\\') {
                    out.print("\\\\");
                } else if ((each >= ' ' && each < 0x7f) || each == '\n' || each == '\t') {
                    out.print((char) each);
                } else {
                    out.print("\\x");
                    out.print(HEX.toHexDigits(each));
                }
            }
            out.println();
            return bytes.length;
        });
    }
}
