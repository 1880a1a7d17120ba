package dev.baokms.transit;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.CredentialSource;
import dev.baokms.core.port.CredentialSource.Credential;
import java.time.Duration;
import java.util.Optional;

/** Logs in and renews, once for each call of a method. */
final class Logins {
    private final CredentialSource credentials;
    private final Failover failover;
    private final Duration increment;
    // OpenBao renews a token of a certificate login only for that certificate.
    private volatile Operation renewal = Operation.RENEW;

    Logins(CredentialSource credentials, Failover failover, Duration increment) {
        this.credentials = credentials;
        this.failover = failover;
        this.increment = increment;
    }

    Outcome<Grant> login(Budget budget) {
        return credentials.obtain(budget).then(credential -> {
            try (credential) {
                return switch (credential) {
                    case Credential.Jwt jwt -> {
                        renewal = Operation.RENEW;
                        yield Requests.login(jwt).then(question -> login(question, budget));
                    }
                    case Credential.Certificate certificate -> {
                        renewal = Operation.CERT_RENEW;
                        yield login(Requests.login(certificate), budget);
                    }
                };
            }
        });
    }

    private Outcome<Grant> login(Question<Grant> question, Budget budget) {
        // No token: with a malformed one in the header even a login fails.
        return ask(question, Optional.empty(), Call.of(Call.Cause.LOGIN, budget));
    }

    /** {@code LoginFailed} when only a login helps. */
    Outcome<Grant> renew(Token token, Budget budget) {
        return ask(Requests.renew(renewal, increment), Optional.of(token), Call.of(Call.Cause.RENEW, budget));
    }

    private Outcome<Grant> ask(Question<Grant> question, Optional<Token> token, Call call) {
        try (question) {
            return switch (failover.ask(question, token, 0, call)) {
                case Verdict.Final<Grant>(Outcome<Grant> outcome) -> outcome;
                case Verdict.Elsewhere<Grant>(Failure failure, boolean up, boolean retryHere) ->
                    Outcome.failed(failure);
                case Verdict.Lagging<Grant>(Failure failure) -> Outcome.failed(failure);
                case Verdict.TokenRefused<Grant>(Failure failure, boolean policy, boolean mayBeLag) ->
                    Outcome.failed(failure);
            };
        }
    }
}
