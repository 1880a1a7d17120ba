package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import java.io.PrintWriter;
import java.util.HexFormat;

/** A plaintext for a person at a terminal. What is in it commands no terminal. */
public final class ShownPlaintext {
    private static final HexFormat HEX = HexFormat.of();

    private ShownPlaintext() {}

    /** ASCII as it is, line breaks and tabulators too; every other byte as {@code \xNN}, a backslash doubled. */
    public static void print(SecretBytes plaintext, PrintWriter out) {
        // One character after the other: a text of it all would stay in memory.
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
