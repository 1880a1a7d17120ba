package dev.baokms.auth.jwt;

import dev.baokms.auth.jwt.GrantAnswer.Granted;
import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A JWT from an OAuth2 server, by the client credentials grant. It is requested at each login and not kept: only
 * OpenBao's token is worth keeping, and that is renewed without the JWT.
 *
 * <p>The answer came over the network and not from an administrator, so it must say that it is from the expected issuer and for the
 * expected audience before it is sent on. One request for each login, never repeated and never redirected.
 */
final class OAuth2Grant implements JwtSource {
    private final OAuth2Settings settings;
    private final Duration minRemainingTtl;
    private final ClientSecret secret;
    private final ServerTrust trust;
    private final ClaimRules rules;

    /** @param minRemainingTtl the least token life that the server may give, if it gives one */
    OAuth2Grant(
            OAuth2Settings settings,
            Duration minRemainingTtl,
            ClientSecret secret,
            ServerTrust trust,
            ClaimRules rules) {
        this.settings = settings;
        this.minRemainingTtl = minRemainingTtl;
        this.secret = secret;
        this.trust = trust;
        this.rules = rules;
    }

    @Override
    public JwtAttempt<SecretBytes> jwt(Budget budget) {
        if (budget.spent()) {
            return JwtAttempt.stopped(JwtProblem.TIME_IS_UP);
        }
        return secret.read().then(bytes -> {
            try (bytes) {
                return trust.endpoint()
                        .then(endpoint -> granted(endpoint, bytes, budget))
                        .then(this::judged);
            }
        });
    }

    private JwtAttempt<Granted> granted(TokenEndpoint endpoint, SecretBytes bytes, Budget budget) {
        Duration before = budget.remaining();
        try (var request = bytes.exposeTo(secretText -> new GrantRequest(settings, secretText))) {
            return endpoint.ask(request.request(), budget).then(answer -> {
                try (answer) {
                    // The server counts from its answer: some time between the request and now.
                    Duration took = before.minus(budget.remaining());
                    return answer.granted()
                            .then(granted -> JwtAttempt.got(new Granted(
                                    granted.token(), granted.lifetime().map(lifetime -> lifetime.minus(took)))));
                }
            });
        }
    }

    private JwtAttempt<SecretBytes> judged(Granted granted) {
        Optional<JwtProblem> problem = problemOf(granted);
        if (problem.isPresent()) {
            granted.token().close();
            return JwtAttempt.stopped(problem.get());
        }
        return JwtAttempt.got(granted.token());
    }

    private Optional<JwtProblem> problemOf(Granted granted) {
        Optional<Map<?, ?>> claims = granted.token().exposeTo(CompactJws::claims);
        if (claims.isEmpty()) {
            return Optional.of(JwtProblem.TOKEN_NOT_A_JWT);
        }
        // The sooner of the two ends counts. No leeway here: a duration does not depend on whose clock is right.
        boolean tooShort = granted.lifetime()
                .filter(lifetime -> lifetime.compareTo(minRemainingTtl) <= 0)
                .isPresent();
        return rules.problem(claims.get())
                .or(() -> tooShort ? Optional.of(JwtProblem.ENDS_TOO_SOON) : Optional.empty());
    }
}
