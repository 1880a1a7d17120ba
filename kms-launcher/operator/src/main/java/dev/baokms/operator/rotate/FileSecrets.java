package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads files that an operator names, and accepts them only under the rule for trusted files. */
final class FileSecrets {
    private static final int MOST_BYTES = 1 << 20;

    private FileSecrets() {}

    /**
     * Passes the content to a function and wipes the array afterwards.
     *
     * @throws UnsafeStartException in words for an operator, when others could have read or written the file
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
     * Returns a token in the form for a header, without surrounding blanks.
     *
     * @throws UnsafeStartException when the file has no valid token
     */
    static String token(Path path) throws UnsafeStartException {
        String token = read(path, TrustedFile.Kind.SECRET, FileSecrets::text);
        if (!isToken(token)) {
            throw new UnsafeStartException(ClusterTexts.noToken(path));
        }
        return token;
    }

    /** Whether a header can carry the token. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String text(byte[] content) {
        return new String(content, US_ASCII).strip();
    }
}
