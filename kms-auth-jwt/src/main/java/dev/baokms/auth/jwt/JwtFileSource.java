package dev.baokms.auth.jwt;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import java.nio.file.Path;
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

    private final JwtLogin login;
    private final SecretFile file;
    private final ClaimRules rules;

    /**
     * @param file absolute; the compact form, a trailing line end is allowed
     * @param clock what {@code exp}, {@code nbf} and {@code iat} are compared with
     */
    public JwtFileSource(JwtLogin login, Path file, InstantSource clock) {
        JwtLogin.require(file.isAbsolute(), "jwtFile must be absolute");
        this.login = login;
        this.file = new SecretFile(file, SecretFile.ownUid());
        this.rules = new ClaimRules(login, clock);
    }

    /**
     * What is wrong with the file itself, for people who can mend it: the path, the rule it breaks, the command. For start-up and
     * checks on the machine only; failures of {@link #obtain} carry no path. Says nothing of what the token claims.
     */
    public Optional<String> problem() {
        return file.problem(MAX_BYTES);
    }

    /** Why the next login would fail for the file or its claims, as far as can be told without asking OpenBao. */
    public Optional<Failure> flaw() {
        return switch (read()) {
            case Outcome.Ok<Credential>(Credential credential) -> {
                credential.close();
                yield Optional.empty();
            }
            case Outcome.Failed<Credential>(Failure failure) -> Optional.of(failure);
        };
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        return budget.spent() ? Outcome.failed(new Timeout()) : read();
    }

    private Outcome<Credential> read() {
        byte[] token;
        try {
            token = file.readText(MAX_BYTES);
        } catch (SecretFile.Unusable e) {
            return Outcome.failed(new LoginFailed(e.problem()));
        }
        Optional<Problem> problem = rules.problem(token);
        if (problem.isPresent()) {
            Arrays.fill(token, (byte) 0);
            return Outcome.failed(new LoginFailed(problem.get()));
        }
        return Outcome.ok(new Credential.Jwt(login.mountPath(), login.role(), SecretBytes.adopting(token)));
    }
}
