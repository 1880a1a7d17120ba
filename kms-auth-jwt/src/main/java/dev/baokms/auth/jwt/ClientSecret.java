package dev.baokms.auth.jwt;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/** The secret of the OAuth2 client, read again for each grant, so that a replaced one counts. */
final class ClientSecret {
    /** More than any server makes; short enough that a wrong file is noticed. */
    static final int MAX_BYTES = 4096;

    private final ByteSource file;

    ClientSecret(ByteSource file) {
        this.file = file;
    }

    /** For the receiver to close. */
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

    /** What keeps the next grant from using the file as it is now, as far as that can be told without asking the server. */
    Optional<JwtProblem> problem() {
        return switch (read()) {
            case JwtAttempt.Got<SecretBytes>(SecretBytes secret) -> {
                secret.close();
                yield Optional.empty();
            }
            case JwtAttempt.Stopped<SecretBytes> stopped -> Optional.of(stopped.problem());
        };
    }

    /** Without the mark and the line ends that editors and {@code echo} leave. Blanks may be part of it. */
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
