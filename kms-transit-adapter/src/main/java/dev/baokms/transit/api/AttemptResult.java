package dev.baokms.transit.api;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import java.util.Optional;

/**
 * What one response, or its absence, means for the whole call. Each case except the first carries the failure to report
 * if no attempt does better.
 *
 * @param <T> what a good response holds
 */
public sealed interface AttemptResult<T> {
    /**
     * The call is finished.
     *
     * @param upstreamRequestId OpenBao's id of the request, which only a good response carries
     */
    record Done<T>(Outcome<T> outcome, Optional<String> upstreamRequestId) implements AttemptResult<T> {}

    /** This node may not have seen the last change yet; another may have, or this one may in a moment. */
    record StandbyLag<T>(Failure failure) implements AttemptResult<T> {}

    /**
     * The token or its policy is the problem.
     *
     * @param policy whether the token is good but its policy says no
     * @param mayBeLag whether a node that has not seen the key yet would answer the same
     */
    record TokenRefused<T>(Failure failure, boolean policy, boolean mayBeLag) implements AttemptResult<T> {}

    /**
     * There was no answer that a healthy OpenBao would give.
     *
     * @param addressAtFault whether to try the address last from now on
     * @param retryHere whether to ask the same address again if there is no other
     */
    record TryNextAddress<T>(Failure failure, boolean addressAtFault, boolean retryHere) implements AttemptResult<T> {}

    static <T> AttemptResult<T> refused(Failure failure) {
        return new Done<>(Outcome.failed(failure), Optional.empty());
    }

    /** The published reason code of this one request. */
    default String status() {
        return switch (this) {
            case Done<T> done ->
                switch (done.outcome) {
                    case Outcome.Ok<T> ok -> "ok";
                    case Outcome.Failed<T>(Failure failure) -> failure.reason();
                };
            case StandbyLag<T>(Failure failure) -> failure.reason();
            case TokenRefused<T> refused -> refused.failure.reason();
            case TryNextAddress<T> next -> next.failure.reason();
        };
    }
}
