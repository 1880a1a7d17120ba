package dev.baokms.transit.token;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.ApiClient;
import dev.baokms.transit.api.ApiRequest;
import dev.baokms.transit.api.ApiRequests;
import dev.baokms.transit.api.AttemptResult;
import dev.baokms.transit.api.AuthResponse;
import dev.baokms.transit.report.BackendEvent.Cause;
import dev.baokms.transit.report.ProblemText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Obtains and renews tokens, once per method call. */
final class Authenticator {
    private final CredentialSource credentials;
    private final ApiClient api;
    private final Duration increment;
    private final InstantSource clock;
    private final LongSupplier nanos;

    Authenticator(
            CredentialSource credentials, ApiClient api, Duration increment, InstantSource clock, LongSupplier nanos) {
        this.credentials = credentials;
        this.api = api;
        this.increment = increment;
        this.clock = clock;
        this.nanos = nanos;
    }

    Outcome<TokenLease> obtain(Budget budget) {
        return credentials.obtain(budget).then(credential -> {
            try (credential) {
                return switch (credential) {
                    case Credential.LoginRequest login -> login(login, budget);
                    case Credential.IssuedToken issued -> issued(issued.token());
                };
            }
        });
    }

    private Outcome<TokenLease> login(Credential.LoginRequest login, Budget budget) {
        TokenLease.Origin origin =
                login.provesCertificate() ? TokenLease.Origin.CERTIFICATE_LOGIN : TokenLease.Origin.LOGIN;
        long askedNanos = nanos.getAsLong();
        Instant askedAt = clock.instant();
        return ask(ApiRequests.login(login), Optional.empty(), ApiCall.ownedBy(Cause.LOGIN, budget))
                .map(auth -> TokenLease.ofLogin(auth, origin, askedNanos, askedAt));
    }

    private Outcome<TokenLease> issued(SecretBytes token) {
        return AuthResponse.isHeaderValue(token)
                ? Outcome.ok(TokenLease.ofIssued(token.copy(), nanos.getAsLong(), clock.instant()))
                : Outcome.failed(new LoginFailed(ProblemText.ISSUED_TOKEN_UNUSABLE, false));
    }

    /**
     * {@code LoginFailed} when only a login helps.
     *
     * @return a lease of the same token, which shares its bytes with the given lease
     */
    Outcome<TokenLease> renew(TokenLease lease, Budget budget) {
        boolean ownConnection = lease.origin() == TokenLease.Origin.CERTIFICATE_LOGIN;
        long askedNanos = nanos.getAsLong();
        Instant askedAt = clock.instant();
        return ask(
                        ApiRequests.renew(increment, ownConnection),
                        Optional.of(lease.token()),
                        ApiCall.ownedBy(Cause.RENEW, budget))
                .map(auth -> {
                    // A second copy of the same token in memory.
                    auth.token().close();
                    return lease.renewed(auth, askedNanos, askedAt);
                });
    }

    private Outcome<AuthResponse> ask(ApiRequest<AuthResponse> request, Optional<SecretBytes> token, ApiCall call) {
        try (request) {
            return switch (api.ask(request, token, 0, call)) {
                case AttemptResult.Done<AuthResponse> done -> done.outcome();
                case AttemptResult.TryNextAddress<AuthResponse> none -> Outcome.failed(none.failure());
                case AttemptResult.StandbyLag<AuthResponse>(Failure failure) -> Outcome.failed(failure);
                case AttemptResult.TokenRefused<AuthResponse> refused -> Outcome.failed(refused.failure());
            };
        }
    }
}
