package dev.baokms.host;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Converts paths from and to text, as UTF-8 in every locale.
 *
 * <p>{@link Path#of(String, String...)} and {@link Path#toString} use the encoding of the locale that the process was
 * started in. Without a locale, as under systemd, that is ASCII: a path with other characters cannot be created, and
 * prints with replacement characters. The JDK takes that encoding from the environment alone; it ignores
 * {@code sun.jnu.encoding} on the command line. URIs are the documented workaround, because their escapes are the bytes
 * of the path.
 *
 * <p>Three things in the JDK stay bound to the locale: the arguments of {@code main}, binding a Unix socket, and
 * loading a library. For these, {@code LC_ALL} must name a UTF-8 locale, such as {@code C.UTF-8}.
 */
public final class PathText {
    private static final Path ROOT = Path.of("/");
    private static final String NEEDS_NO_QUOTES = "[A-Za-z0-9_./:@%+=,-]+";

    private PathText() {}

    /**
     * Returns the path that a text names.
     *
     * @param text absolute, with {@code /} between the names
     * @throws InvalidPathException if the text is relative, holds a NUL, or holds half of a surrogate pair, which has
     *     no UTF-8 form
     */
    public static Path parse(String text) {
        if (!text.startsWith("/")) {
            throw new InvalidPathException(text, HostTexts.NOT_ABSOLUTE);
        }
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, HostTexts.NUL_IN_PATH);
        }
        // Path.of does this too, but not for a URI: repeated and trailing slashes mean nothing.
        String normal = text.replaceAll("/+", "/");
        String path = normal.length() > 1 && normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal;
        try {
            return Path.of(URI.create(
                    "file://" + escaped(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path)))));
        } catch (CharacterCodingException e) {
            throw new InvalidPathException(text, HostTexts.HALF_A_PAIR);
        }
    }

    /** Returns the text of a path, absolute or relative. Bytes that are not UTF-8 become replacement characters. */
    public static String of(Path path) {
        String text = path.toString();
        return isAscii(text) ? text : new String(bytes(path), StandardCharsets.UTF_8);
    }

    /**
     * Returns the text for a message: characters that would move a terminal's cursor or change its colours are escaped.
     */
    public static String printable(Path path) {
        return printable(of(path));
    }

    /** Does the same for a line that somebody else may have written. JSON text keeps its value. */
    public static String printable(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            if (isPrintable(each)) {
                shown.appendCodePoint(each);
            } else {
                for (char unit : Character.toChars(each)) {
                    shown.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    /** Returns the text for a command that a reader pastes into a shell: one word, whatever the path holds. */
    public static String shellWord(Path path) {
        String text = of(path);
        if (text.matches(NEEDS_NO_QUOTES)) {
            return text;
        }
        if (text.codePoints().allMatch(each -> isPrintable(each) && each != '\ufffd')) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        var word = new StringBuilder("$'");
        for (byte each : bytes(path)) {
            boolean plain = each >= ' ' && each < 0x7f && each != '\'' && each != '\\';
            word.append(
                    plain ? String.valueOf((char) each) : "\\x" + HexFormat.of().toHexDigits(each));
        }
        return word.append('\'').toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(each -> each < 0x80);
    }

    private static String escaped(ByteBuffer bytes) {
        var uri = new StringBuilder();
        while (bytes.hasRemaining()) {
            byte each = bytes.get();
            boolean plain = each > 0 && (each == '/' || Character.isLetterOrDigit(each));
            uri.append(
                    plain ? String.valueOf((char) each) : "%" + HexFormat.of().toHexDigits(each));
        }
        return uri.toString();
    }

    private static byte[] bytes(Path path) {
        String uri = ROOT.resolve(path).toUri().getRawPath();
        var bytes = new ByteArrayOutputStream(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(uri, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        // The JDK adds a slash if the path is a directory at this moment.
        int end = text.length() > 1 && text.endsWith("/") ? text.length() - 1 : text.length();
        return text.substring(path.isAbsolute() ? 0 : 1, end).getBytes(StandardCharsets.ISO_8859_1);
    }
}
