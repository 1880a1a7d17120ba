package dev.baokms.transit.api;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import java.util.Optional;

/**
 * What one response, or its absence, means for the call as a whole. Each case but the first carries the failure that stands if
 * nothing better comes.
 *
 * @param <T> what a good response holds
 */
public sealed interface AttemptResult<T> {
    /**
     * Nothing more to try.
     *
     * @param upstreamRequestId OpenBao's id of the request, which only a good response carries
     */
    record Done<T>(Outcome<T> outcome, Optional<String> upstreamRequestId) implements AttemptResult<T> {}

    /** This node may not have heard of the last change yet; another may have, or this one in a moment. */
    record StandbyLag<T>(Failure failure) implements AttemptResult<T> {}

    /**
     * The token, or what it may do, is the problem.
     *
     * @param policy whether the token is good but its policy says no
     * @param mayBeLag whether a node that has not heard of the key yet would say the same
     */
    record TokenRefused<T>(Failure failure, boolean policy, boolean mayBeLag) implements AttemptResult<T> {}

    /**
     * Nothing came that OpenBao in good order would say.
     *
     * @param addressAtFault whether the address is to be tried last from now on
     * @param retryHere whether asking the same address again makes sense when there is no other
     */
    record TryNextAddress<T>(Failure failure, boolean addressAtFault, boolean retryHere) implements AttemptResult<T> {}

    static <T> AttemptResult<T> refused(Failure failure) {
        return new Done<>(Outcome.failed(failure), Optional.empty());
    }

    /** Published reason code of this one request. */
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
