package dev.baokms.auth.tokenfile;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Passes on the token that the file holds at the time, and keeps no copy. */
final class TokenFileLogin implements Login, CredentialSource {
    /** The longest tokens of OpenBao are batch tokens of some hundred bytes; this leaves room for other servers. */
    static final int MAX_BYTES = 4096;

    private final ByteSource file;

    TokenFileLogin(ByteSource file) {
        this.file = file;
    }

    @Override
    public CredentialSource credentials() {
        return this;
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        if (budget.spent()) {
            return Outcome.failed(new Failure.Timeout());
        }
        return switch (file.read(MAX_BYTES)) {
            case ByteSource.Content.Unusable unusable ->
                Outcome.failed(TokenFileProblem.of(unusable.flaw()).failure());
            case ByteSource.Content.Bytes(SecretBytes content) -> {
                try (content) {
                    yield content.exposeTo(TokenFileLogin::credential);
                }
            }
        };
    }

    private static Outcome<Credential> credential(byte[] content) {
        int length = tokenLength(content);
        return problemOf(content, length)
                .<Outcome<Credential>>map(problem -> Outcome.failed(problem.failure()))
                .orElseGet(() ->
                        Outcome.ok(new Credential.IssuedToken(SecretBytes.adopting(Arrays.copyOf(content, length)))));
    }

    /** The length without the line end that editors and {@code echo} add; an agent writes none. */
    private static int tokenLength(byte[] content) {
        int length = content.length;
        while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
            length--;
        }
        return length;
    }

    private static Optional<TokenFileProblem> problemOf(byte[] content, int length) {
        if (length == 0) {
            return Optional.of(TokenFileProblem.EMPTY);
        }
        // A sink that wraps or encrypts writes a JSON object, which is a valid header value but no valid token.
        if (content[0] == '{') {
            return Optional.of(TokenFileProblem.WRAPPED);
        }
        for (int at = 0; at < length; at++) {
            if (content[at] <= ' ' || content[at] == 0x7f) {
                return Optional.of(TokenFileProblem.NOT_A_TOKEN);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Watched> watched() {
        return List.of(new Watched("token", file, this::flaw));
    }

    /** Why the file cannot be used as it is now. */
    private Optional<Failure> flaw(Budget budget) {
        return switch (obtain(budget)) {
            case Outcome.Ok<Credential>(Credential token) -> {
                token.close();
                yield Optional.empty();
            }
            case Outcome.Failed<Credential>(Failure failure) -> Optional.of(failure);
        };
    }

    @Override
    public Diagnosis check(String id, Budget budget) {
        if (!id.equals(TokenFileMethod.CHECK)) {
            throw new IllegalArgumentException("there is no check " + id);
        }
        return switch (file.read(MAX_BYTES)) {
            case ByteSource.Content.Unusable unusable -> Diagnosis.fail(unusable.advice());
            case ByteSource.Content.Bytes(SecretBytes content) -> {
                try (content) {
                    yield content.exposeTo(bytes -> problemOf(bytes, tokenLength(bytes)))
                            .map(problem -> Diagnosis.fail(problem.sentence()))
                            .orElseGet(() -> Diagnosis.pass("the token file is safe and holds a token"));
                }
            }
        };
    }

    @Override
    public List<String> startProblems() {
        return switch (file.read(MAX_BYTES)) {
            case ByteSource.Content.Bytes(SecretBytes content) -> {
                content.close();
                yield List.of();
            }
            // A missing file may still appear; one that others can read or replace must not be used.
            case ByteSource.Content.Unusable(ByteSource.Flaw flaw, String advice) ->
                flaw == ByteSource.Flaw.MISSING && file.stamp().isEmpty() ? List.of() : List.of(advice);
        };
    }
}
