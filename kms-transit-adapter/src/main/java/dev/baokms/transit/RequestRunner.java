package dev.baokms.transit;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.ApiClient;
import dev.baokms.transit.api.ApiRequest;
import dev.baokms.transit.api.AttemptResult;
import dev.baokms.transit.report.ProblemText;
import dev.baokms.transit.token.BorrowedToken;
import dev.baokms.transit.token.TokenSession;
import java.util.Optional;

/**
 * Carries out one request on one budget: with a token, once more after a fresh login, and again while a standby lags.
 */
final class RequestRunner {
    private final ApiClient api;
    private final TokenSession session;

    RequestRunner(ApiClient api, TokenSession session) {
        this.api = api;
        this.session = session;
    }

    /** @param request is closed */
    <T> Outcome<T> run(ApiRequest<T> request, ApiCall call) {
        try (request) {
            return new Run<>(request, call).outcome();
        }
    }

    /** The state of one call. */
    private final class Run<T> {
        private final ApiRequest<T> request;
        private final ApiCall call;
        private final StandbyLagRetry lag = new StandbyLagRetry(api.addresses());
        private long refusedGeneration;

        Run(ApiRequest<T> request, ApiCall call) {
            this.request = request;
            this.call = call;
        }

        Outcome<T> outcome() {
            while (true) {
                Optional<Outcome<T>> ended = switch (session.token(refusedGeneration, call.budget())) {
                    case Outcome.Ok<BorrowedToken>(BorrowedToken token) -> round(token);
                    case Outcome.Failed<BorrowedToken>(Failure noToken) -> Optional.of(Outcome.failed(noToken));
                };
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
        }

        /** Empty when another round may help. */
        private Optional<Outcome<T>> round(BorrowedToken token) {
            try (token) {
                return switch (api.ask(request, Optional.of(token.value()), lag.turns(), call)) {
                    case AttemptResult.Done<T> done -> Optional.of(done.outcome());
                    case AttemptResult.TryNextAddress<T> none -> Optional.of(Outcome.failed(none.failure()));
                    case AttemptResult.StandbyLag<T>(Failure failure) -> unlessLagging(failure);
                    case AttemptResult.TokenRefused<T> refusal -> unlessReplaced(token, refusal);
                };
            }
        }

        private Optional<Outcome<T>> unlessLagging(Failure failure) {
            return lag.again(call.budget()) ? Optional.empty() : Optional.of(Outcome.failed(failure));
        }

        private Optional<Outcome<T>> unlessReplaced(BorrowedToken token, AttemptResult.TokenRefused<T> refusal) {
            // At most one fresh login per call.
            if (refusedGeneration == 0 && session.worthReplacing(token.generation(), refusal.policy())) {
                refusedGeneration = token.generation();
                return Optional.empty();
            }
            // A bad issued token is a failed login, not a denial by policy: its issuer did not keep it alive.
            Failure failure = token.issued() && !refusal.policy()
                    ? new LoginFailed(ProblemText.ISSUED_TOKEN_REFUSED, true)
                    : refusal.failure();
            return refusal.mayBeLag() ? unlessLagging(failure) : Optional.of(Outcome.failed(failure));
        }
    }
}
