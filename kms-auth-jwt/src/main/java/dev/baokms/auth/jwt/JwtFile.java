package dev.baokms.auth.jwt;

import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * A JWT from a file that something else keeps fresh: a projected service-account volume, an agent, a cron job. Read
 * again for each login and checked first, because a token that OpenBao would refuse costs a round trip, and OpenBao's
 * error says less than a check here.
 */
final class JwtFile implements JwtSource {
    /** Many times the size of any real token; some header or body limit elsewhere would be hit first. */
    static final int MAX_BYTES = 64 * 1024;

    private final ByteSource file;
    private final ClaimRules rules;

    JwtFile(ByteSource file, ClaimRules rules) {
        this.file = file;
        this.rules = rules;
    }

    @Override
    public JwtAttempt<SecretBytes> jwt(Budget budget) {
        return budget.spent() ? JwtAttempt.stopped(JwtProblem.TIME_IS_UP) : read();
    }

    /** Why the next login could not use the file as it is now. */
    Optional<JwtProblem> problem() {
        return switch (read()) {
            case JwtAttempt.Got<SecretBytes>(SecretBytes jwt) -> {
                jwt.close();
                yield Optional.empty();
            }
            case JwtAttempt.Stopped<SecretBytes> stopped -> Optional.of(stopped.problem());
        };
    }

    private JwtAttempt<SecretBytes> read() {
        return switch (file.read(MAX_BYTES)) {
            case ByteSource.Content.Unusable unusable -> JwtAttempt.stopped(JwtProblem.ofJwtFile(unusable.flaw()));
            case ByteSource.Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield bytes.exposeTo(this::jwtIn);
                }
            }
        };
    }

    private JwtAttempt<SecretBytes> jwtIn(byte[] content) {
        int from = SecretText.start(content);
        int to = content.length;
        while (from < to && isBlank(content[from])) {
            from++;
        }
        while (to > from && isBlank(content[to - 1])) {
            to--;
        }
        if (from == to) {
            return JwtAttempt.stopped(JwtProblem.FILE_EMPTY);
        }
        // With a line before or after it, a "Bearer" in front, or a token folded at 76 columns, the right part would be
        // a guess.
        for (int at = from; at < to; at++) {
            if (isBlank(content[at])) {
                return JwtAttempt.stopped(JwtProblem.FILE_CROWDED);
            }
        }
        SecretBytes jwt = SecretBytes.adopting(Arrays.copyOfRange(content, from, to));
        Optional<JwtProblem> problem =
                jwt.exposeTo(CompactJws::claims).map(rules::problem).orElse(Optional.of(JwtProblem.NOT_A_JWT));
        if (problem.isPresent()) {
            jwt.close();
            return JwtAttempt.stopped(problem.get());
        }
        return JwtAttempt.got(jwt);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
