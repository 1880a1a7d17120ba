package dev.baokms.auth.jwt;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/** The secret of the OAuth2 client, read again for each grant, so that a replaced one is used. */
final class ClientSecret {
    /** Longer than any server's secret, and short enough to notice a wrong file. */
    static final int MAX_BYTES = 4096;

    private final ByteSource file;

    ClientSecret(ByteSource file) {
        this.file = file;
    }

    /** Reads the secret; the receiver closes it. */
    JwtAttempt<SecretBytes> read() {
        return switch (file.read(MAX_BYTES)) {
            case ByteSource.Content.Unusable unusable -> JwtAttempt.stopped(JwtProblem.ofSecretFile(unusable.flaw()));
            case ByteSource.Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(ClientSecret::secretIn);
                }
            }
        };
    }

    /** Why the next grant could not use the file as it is now, as far as is known without asking the server. */
    Optional<JwtProblem> problem() {
        return switch (read()) {
            case JwtAttempt.Got<SecretBytes>(SecretBytes secret) -> {
                secret.close();
                yield Optional.empty();
            }
            case JwtAttempt.Stopped<SecretBytes> stopped -> Optional.of(stopped.problem());
        };
    }

    /**
     * Strips the byte order mark and line ends that editors and {@code echo} leave. Blanks may be part of the secret.
     */
    private static JwtAttempt<SecretBytes> secretIn(byte[] content) {
        int from = SecretText.start(content);
        int to = content.length;
        while (to > from && isLineEnd(content[to - 1])) {
            to--;
        }
        if (from == to) {
            return JwtAttempt.stopped(JwtProblem.SECRET_EMPTY);
        }
        for (int at = from; at < to; at++) {
            if (isLineEnd(content[at])) {
                return JwtAttempt.stopped(JwtProblem.SECRET_CROWDED);
            }
        }
        return JwtAttempt.got(SecretBytes.adopting(Arrays.copyOfRange(content, from, to)));
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }
}
