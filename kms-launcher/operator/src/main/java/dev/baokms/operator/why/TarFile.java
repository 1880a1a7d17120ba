package dev.baokms.operator.why;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.ToldException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A few small texts in one file, in the POSIX ustar format that every tar reads. Names are short and ASCII, and files
 * have mode 0600.
 */
final class TarFile {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int NAME_BYTES = 100;
    /** The limit for all texts together, far above the size of any bundle. */
    private static final int MOST_BYTES = 1 << 24;

    private TarFile() {}

    /** Writes a new file of mode 0600. Never overwrites an existing file. */
    static void write(Path file, Map<String, String> texts, Instant at) throws IOException {
        var all = new ByteArrayOutputStream();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            byte[] content = text.getValue().getBytes(UTF_8);
            all.write(header(text.getKey(), content.length, at));
            all.write(content);
            all.write(new byte[padding(content.length)]);
        }
        all.write(new byte[2 * BLOCK]);
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(all.toByteArray()));
        }
    }

    /**
     * Reads the texts from a file.
     *
     * @throws IOException in words for an operator, when it is not such a file or is too large
     */
    static Map<String, String> read(Path file) throws IOException {
        byte[] all;
        try (InputStream in = Files.newInputStream(file)) {
            all = in.readNBytes(MOST_BYTES + 1);
        }
        if (all.length > MOST_BYTES) {
            throw new ToldException(WhyTexts.LARGER_THAN_ANY_BUNDLE);
        }
        var texts = new LinkedHashMap<String, String>();
        int at = 0;
        while (at + BLOCK <= all.length && all[at] != 0) {
            int size = size(all, at);
            if (checksum(all, at) != octal(all, at + CHECKSUM_AT, 8) || size < 0 || size > all.length - at - BLOCK) {
                throw new ToldException(WhyTexts.NOT_A_WHOLE_TAR);
            }
            String name = new String(all, at, NAME_BYTES, US_ASCII).split("\0", 2)[0];
            texts.put(name, new String(all, at + BLOCK, size, UTF_8));
            at += BLOCK + size + padding(size);
        }
        if (texts.isEmpty()) {
            throw new ToldException(WhyTexts.NOT_A_TAR);
        }
        return texts;
    }

    private static byte[] header(String name, int size, Instant at) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0" + "0000000\0" + "0000000\0");
        put(header, SIZE_AT, String.format(Locale.ROOT, "%011o\0%011o\0", size, at.getEpochSecond()));
        put(header, TYPE_AT, "0");
        put(header, 257, "ustar\0" + "00");
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", checksum(header, 0)));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static int size(byte[] all, int at) {
        return octal(all, at + SIZE_AT, 12);
    }

    /** Computes the checksum of a header, with the checksum field itself taken as blanks. */
    private static int checksum(byte[] all, int at) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + 8;
            sum += own ? ' ' : all[at + i] & 0xff;
        }
        return sum;
    }

    /** Parses an octal number; returns -1 when there is none or when it does not fit an int. */
    private static int octal(byte[] all, int from, int length) {
        String digits = new String(Arrays.copyOfRange(all, from, from + length), US_ASCII)
                .replace('\0', ' ')
                .strip();
        return digits.matches("0{0,3}[0-7]{1,9}") ? Integer.parseInt(digits, 8) : -1;
    }

    private static int padding(int size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }
}
