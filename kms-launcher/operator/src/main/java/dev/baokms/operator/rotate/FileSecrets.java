package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads files that an operator names, by the rule for files. */
final class FileSecrets {
    private static final int MOST_BYTES = 1 << 20;

    private FileSecrets() {}

    /**
     * Lends the content; the array is wiped afterwards.
     *
     * @throws UnsafeStartException in words for an operator, for a file that others could have read or written
     */
    static <T> T read(Path path, TrustedFile.Kind kind, Function<byte[], T> use) throws UnsafeStartException {
        Path absolute = path.toAbsolutePath().normalize();
        return switch (TrustedFile.of(absolute, kind, ProcessIdentity.ofThisProcess())
                .read(MOST_BYTES)) {
            case Content.Unusable(var flaw, String advice) -> throw new UnsafeStartException(advice);
            case Content.Bytes(var bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(use);
                }
            }
        };
    }

    /**
     * A token as a header carries it, without blanks around it.
     *
     * @throws UnsafeStartException when it is none
     */
    static String token(Path path) throws UnsafeStartException {
        String token = read(path, TrustedFile.Kind.SECRET, FileSecrets::text);
        if (!isToken(token)) {
            throw new UnsafeStartException(ClusterTexts.noToken(path));
        }
        return token;
    }

    /** Whether a header can carry it. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String text(byte[] content) {
        return new String(content, US_ASCII).strip();
    }
}
