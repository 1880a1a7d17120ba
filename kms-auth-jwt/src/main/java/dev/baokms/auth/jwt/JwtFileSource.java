package dev.baokms.auth.jwt;

import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * A JWT from a file that something else keeps fresh: a projected service-account volume, an agent, a cron job. Read anew for each
 * login, and checked first, because a token that OpenBao would refuse costs a round trip and tells less than we can see here.
 *
 * <p>The signature is OpenBao's to check: its keys are not ours to know.
 */
public final class JwtFileSource implements CredentialSource {
    /** Many times the size of any token in use; a header or body limit elsewhere would come first. */
    static final int MAX_BYTES = 64 * 1024;

    private final JwtFileSettings settings;
    private final SecretFile file;
    private final ClaimRules rules;

    /** @param clock what {@code exp}, {@code nbf} and {@code iat} are compared with */
    public JwtFileSource(JwtFileSettings settings, InstantSource clock) {
        this(settings, clock, new SecretFile(settings.jwtFile(), SecretFile.ownUid()));
    }

    JwtFileSource(JwtFileSettings settings, InstantSource clock, SecretFile file) {
        this.settings = settings;
        this.file = file;
        this.rules = new ClaimRules(settings, clock);
    }

    /**
     * What is wrong with the file itself, for people who can mend it: the path, the rule it breaks, the command. For start-up and
     * checks on the machine only; failures of {@link #obtain} carry no path. Says nothing of what the token claims.
     */
    public Optional<String> problem() {
        try {
            Arrays.fill(file.read(MAX_BYTES), (byte) 0);
            return Optional.empty();
        } catch (SecretFile.Unusable e) {
            return Optional.of(e.advice());
        }
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        if (budget.spent()) {
            return Outcome.failed(new Timeout());
        }
        byte[] content;
        try {
            content = file.read(MAX_BYTES);
        } catch (SecretFile.Unusable e) {
            return Outcome.failed(new LoginFailed(e.problem()));
        }
        byte[] token = withoutLineEnd(content);
        Arrays.fill(content, (byte) 0);
        Optional<Problem> problem = rules.problem(token);
        if (problem.isPresent()) {
            Arrays.fill(token, (byte) 0);
            return Outcome.failed(new LoginFailed(problem.get()));
        }
        return Outcome.ok(new Credential.Jwt(settings.mountPath(), settings.role(), SecretBytes.adopting(token)));
    }

    private static byte[] withoutLineEnd(byte[] content) {
        int end = content.length;
        while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(content, end);
    }
}
