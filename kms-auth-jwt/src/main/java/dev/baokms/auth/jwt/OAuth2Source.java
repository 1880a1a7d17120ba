package dev.baokms.auth.jwt;

import dev.baokms.auth.jwt.GrantAnswer.Granted;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * A JWT from an OAuth2 server, by the client credentials grant. Asked for anew at each login and kept no longer: what is worth
 * keeping is OpenBao's token, which is renewed without it. The secret's file is read at each grant, so that a replaced one counts.
 *
 * <p>The answer came over the network and not from an administrator, so it must say that it is from the expected issuer and for the
 * expected audience before it is sent on. One request for each login, never repeated and never redirected.
 */
public final class OAuth2Source implements CredentialSource {
    /** More than any server makes; short enough that a wrong file is noticed. */
    static final int MAX_SECRET_BYTES = 4096;

    private final JwtLogin login;
    private final OAuth2Client client;
    private final SecretFile secretFile;
    private final TokenEndpoint endpoint;
    private final ClaimRules rules;

    /**
     * @param login must expect an issuer and an audience
     * @param http whom to trust; its time limits, redirects, retries, proxy and connection pool are replaced
     * @param clock what {@code exp}, {@code nbf} and {@code iat} are compared with
     * @throws IllegalArgumentException if the login expects no issuer or no audience
     */
    public OAuth2Source(JwtLogin login, OAuth2Client client, OkHttpClient http, InstantSource clock) {
        this(login, client, http, clock, new SecretFile(client.clientSecretFile(), SecretFile.ownUid()));
    }

    OAuth2Source(JwtLogin login, OAuth2Client client, OkHttpClient http, InstantSource clock, SecretFile secretFile) {
        JwtLogin.require(login.expectedIssuer().isPresent(), "expectedIssuer must be given for a token from a server");
        JwtLogin.require(
                !login.expectedAudience().isEmpty(), "expectedAudience must be given for a token from a server");
        this.login = login;
        this.client = client;
        this.secretFile = secretFile;
        this.endpoint = new TokenEndpoint(http);
        this.rules = new ClaimRules(login, clock);
    }

    /**
     * What is wrong with the secret's file itself, for people who can mend it: the path, the rule it breaks, the command. Asks
     * nobody whether the secret is right.
     */
    public Optional<String> problem() {
        return secretFile.problem(MAX_SECRET_BYTES);
    }

    /** Why the next grant would fail for the secret's file alone, as far as can be told without asking the server. */
    public Optional<Failure> flaw() {
        return switch (secret()) {
            case Outcome.Ok<SecretBytes>(SecretBytes secret) -> {
                secret.close();
                yield Optional.empty();
            }
            case Outcome.Failed<SecretBytes>(Failure failure) -> Optional.of(failure);
        };
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        if (budget.spent()) {
            return Outcome.failed(new Timeout());
        }
        return secret().then(secret -> {
            try (secret) {
                return grant(secret, budget).then(this::credential);
            }
        });
    }

    private Outcome<SecretBytes> secret() {
        try {
            byte[] secret = secretFile.readText(MAX_SECRET_BYTES);
            return secret.length > 0
                    ? Outcome.ok(SecretBytes.adopting(secret))
                    : Outcome.failed(new LoginFailed(Problem.CREDENTIAL_INVALID));
        } catch (SecretFile.Unusable e) {
            return Outcome.failed(new LoginFailed(e.problem()));
        }
    }

    private Outcome<Granted> grant(SecretBytes secret, Budget budget) {
        Duration before = budget.remaining();
        try (var request = secret.exposeTo(bytes -> new GrantRequest(client, bytes))) {
            return endpoint.ask(request.request(), budget).then(answer -> {
                try (answer) {
                    // The server counts from when it answered, which is at the latest now and at the earliest when we
                    // asked.
                    Duration took = before.minus(budget.remaining());
                    return answer.granted()
                            .map(granted -> new Granted(
                                    granted.token(), granted.lifetime().map(lifetime -> lifetime.minus(took))));
                }
            });
        }
    }

    private Outcome<Credential> credential(Granted granted) {
        Optional<Failure> failure = problemOf(granted).map(LoginFailed::new);
        if (failure.isPresent()) {
            granted.token().close();
            return Outcome.failed(failure.get());
        }
        return Outcome.ok(new Credential.Jwt(login.mountPath(), login.role(), granted.token()));
    }

    private Optional<Problem> problemOf(Granted granted) {
        Optional<Map<?, ?>> claims = granted.token().exposeTo(CompactJws::claims);
        if (claims.isEmpty()) {
            return Optional.of(Problem.GRANT_UNUSABLE);
        }
        // The sooner of the two ends counts. No leeway here: a length of time does not depend on whose clock is right.
        boolean tooShort = granted.lifetime()
                .filter(lifetime -> lifetime.compareTo(login.minRemainingTtl()) <= 0)
                .isPresent();
        return rules.problem(claims.get())
                .or(() -> tooShort ? Optional.of(Problem.CREDENTIAL_EXPIRED) : Optional.empty());
    }
}
